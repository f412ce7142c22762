//! The explorer: GraphiQL beside a cookbook of queries, from embedded files and without any
//! other server's help.

use super::embedded::{answer, file, tag};
use crate::web::doors::at;
use actix_web::http::header::IfNoneMatch;
use actix_web::{HttpResponse, web};
use rust_embed::RustEmbed;
use serde::Serialize;
use serde_json::Value;

#[derive(Debug, RustEmbed)]
#[folder = "assets/explorer/"]
struct Page;

#[derive(Debug, RustEmbed)]
#[folder = "assets/cookbook/"]
struct Cookbook;

/// What the page may load: its own files, and the images and fonts that GraphiQL's style sheet
/// carries as `data:`. The hash is that of the one style element GraphiQL adds, which keeps the
/// page from scrolling below an open dialog.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; \
    style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='; \
    img-src 'self' data:; font-src 'self' data:; \
    object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// One query of the cookbook.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recipe {
    /// The file's name below `assets/cookbook/`.
    pub file: String,
    /// What it asks, in a few words.
    pub title: String,
    /// What the answer is good for.
    pub about: String,
    /// The GraphQL document, with one operation.
    pub query: String,
    /// The operation's variables, for the demo data.
    pub variables: Value,
}

impl Recipe {
    /// Reads the comment lines `# title: …`, `# about: …` and `# variables: {…}`, in this order,
    /// and the query below them.
    fn parse(file: &str, text: &str) -> Option<Self> {
        let (title, rest) = text.strip_prefix("# title: ")?.split_once('\n')?;
        let (about, rest) = rest.strip_prefix("# about: ")?.split_once('\n')?;
        let (variables, query) = rest.strip_prefix("# variables: ")?.split_once('\n')?;
        Some(Self {
            file: file.to_owned(),
            title: title.to_owned(),
            about: about.to_owned(),
            query: query.to_owned(),
            variables: serde_json::from_str(variables).ok()?,
        })
    }
}

/// All recipes, in the order of their files' names.
#[must_use]
pub fn cookbook() -> Vec<Recipe> {
    let mut files: Vec<_> = Cookbook::iter().collect();
    files.sort();
    files
        .iter()
        .filter_map(|file| {
            let embedded = Cookbook::get(file)?;
            Recipe::parse(file, std::str::from_utf8(&embedded.data).ok()?)
        })
        .collect()
}

/// Registers `/explorer`, its files, and `/explorer/cookbook.json`.
pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(
        at("/explorer")
            .route(web::get().to(page))
            .route(web::head().to(page)),
    )
    .service(
        at("/explorer/")
            .route(web::get().to(page))
            .route(web::head().to(page)),
    )
    .service(
        at("/explorer/cookbook.json")
            .route(web::get().to(recipes))
            .route(web::head().to(recipes)),
    )
    .service(
        at("/explorer/{file:.+}")
            .route(web::get().to(asset))
            .route(web::head().to(asset)),
    );
}

async fn page(known: web::Header<IfNoneMatch>) -> HttpResponse {
    file(Page::get("index.html"), CONTENT_SECURITY_POLICY, &known)
}

async fn asset(path: web::Path<String>, known: web::Header<IfNoneMatch>) -> HttpResponse {
    file(Page::get(&path), CONTENT_SECURITY_POLICY, &known)
}

async fn recipes(known: web::Header<IfNoneMatch>) -> HttpResponse {
    match serde_json::to_vec(&cookbook()) {
        Ok(body) => answer(
            tag(&body),
            &known,
            "application/json",
            CONTENT_SECURITY_POLICY,
            body.into(),
        ),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::{StatusCode, header};
    use actix_web::test::{TestRequest, call_service, init_service, read_body, read_body_json};
    use actix_web::{App, dev::ServiceResponse};

    use super::*;

    async fn call(request: TestRequest) -> ServiceResponse {
        let app = init_service(App::new().configure(configure)).await;
        call_service(&app, request.to_request()).await
    }

    async fn get(path: &str) -> ServiceResponse {
        call(TestRequest::get().uri(path)).await
    }

    fn value<'a>(response: &'a ServiceResponse, name: &str) -> &'a str {
        let value = response.headers().get(name).expect("the header is there");
        value.to_str().expect("text")
    }

    #[test]
    fn every_file_of_the_cookbook_is_a_recipe_with_one_operation_and_its_variables() {
        let recipes = cookbook();
        assert_eq!(recipes.len(), Cookbook::iter().count());
        assert!(recipes.len() >= 12, "a dozen: {}", recipes.len());
        for recipe in recipes {
            let document = async_graphql::parser::parse_query(&recipe.query)
                .unwrap_or_else(|error| panic!("{}: {error}", recipe.file));
            let (_, operation) = document.operations.iter().next().expect("an operation");
            assert_eq!(document.operations.iter().count(), 1, "{}", recipe.file);
            let given = recipe.variables.as_object().expect("an object");
            let mut declared: Vec<_> = (operation.node.variable_definitions.iter())
                .map(|definition| definition.node.name.node.to_string())
                .collect();
            declared.sort();
            let mut names: Vec<_> = given.keys().cloned().collect();
            names.sort();
            assert_eq!(names, declared, "{}", recipe.file);
        }
    }

    #[test]
    fn a_file_without_its_comment_lines_is_no_recipe() {
        assert_eq!(Recipe::parse("x", "{ rulebook { code } }"), None);
        assert_eq!(
            Recipe::parse("x", "# title: a\n# about: b\n# variables: {\n{ a }"),
            None
        );
    }

    #[actix_web::test]
    async fn the_page_names_only_files_that_are_here() {
        let response = get("/explorer").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(value(&response, "content-type"), "text/html; charset=utf-8");
        assert!(!value(&response, "content-security-policy").contains("unsafe"));
        let body = read_body(response).await;
        let html = std::str::from_utf8(&body).expect("UTF-8");
        let named: Vec<_> = ["src=\"", "rel=\"stylesheet\" href=\""]
            .iter()
            .flat_map(|start| html.split(start).skip(1))
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(named.len(), 6, "{named:?}");
        for path in named {
            assert_eq!(get(path).await.status(), StatusCode::OK, "{path}");
        }
    }

    #[actix_web::test]
    async fn what_the_client_has_already_is_not_sent_again() {
        let first = get("/explorer/explorer.js").await;
        assert_eq!(
            value(&first, "content-type"),
            "text/javascript; charset=utf-8"
        );
        let tag = value(&first, "etag").to_owned();
        let again = call(
            TestRequest::get()
                .uri("/explorer/explorer.js")
                .insert_header((header::IF_NONE_MATCH, tag)),
        )
        .await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(read_body(again).await.is_empty());
    }

    #[actix_web::test]
    async fn the_cookbook_is_served_as_it_is() {
        let served: Vec<Value> = read_body_json(get("/explorer/cookbook.json").await).await;
        assert_eq!(served.len(), cookbook().len());
        assert_eq!(served[0]["title"], "A meeting, § by §");
    }

    #[actix_web::test]
    async fn nothing_else_is_served() {
        for path in [
            "/explorer/none.js",
            "/explorer/../cookbook/01-meeting.graphql",
            "/explorer/%2e%2e/cookbook/01-meeting.graphql",
            "/explorer//etc/passwd",
        ] {
            assert_eq!(get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
        let posted = call(TestRequest::post().uri("/explorer")).await;
        assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}
