//! One guard in front of the GraphQL library, the same for every transport.
//!
//! The library walks a fragment again for every time it is spread, sees no
//! sizes of lists, and takes bodies of any size; a request of one kilobyte can
//! fell it. The guard bounds what reaches it: the size and depth of the text
//! before it is parsed, then, in one walk that visits every fragment once, what
//! the document amounts to when its fragments are spread and its pages filled.
//! The parsed document is handed on, so that it is parsed once.
//!
//! What the guard does not know (a field that is not in the schema) it counts
//! as cheap, since the library's validation refuses it.

mod body;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
pub mod trusted;
mod weight;

use std::fmt;

use actix_web::http::StatusCode;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection,
};
use async_graphql::{
    ErrorExtensionValues, Pos, Positioned, Request, ServerError, Value, Variables,
};

use self::shape::Shapes;
use self::trusted::Trusted;
use self::weight::Walk;

pub use self::weight::Weight;
use super::order::Order;

/// What one request may amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the body, or of the query string of a GET.
    pub body: usize,
    /// Brackets inside one another in JSON.
    pub json_nesting: usize,
    /// Brackets inside one another in the query, whatever their kind.
    pub brackets: usize,
    /// Tokens of the query.
    pub tokens: usize,
    /// Bytes of one name or alias.
    pub name: usize,
    /// Fields inside one another.
    pub depth: usize,
    /// Fragments spread inside one another; the library refuses more than 32.
    pub fragment_depth: usize,
    /// Lists of introspection inside one another (`fields` of a type of a field of a type).
    pub introspection_lists: usize,
    /// Fields with an alias, after fragments are spread.
    pub aliases: u64,
    /// Directives, after fragments are spread.
    pub directives: u64,
    /// Selections of one operation or fragment, after fragments are spread: the
    /// library's validation visits each of them.
    pub selections: u64,
    /// The same for all operations and fragments of the document together.
    pub document_selections: u64,
    /// Fields that may be resolved, each page and list counted as full.
    pub cost: u64,
    /// Objects of a page whose size is not given.
    pub page: u64,
    /// Objects assumed in a list that has no pages.
    pub list: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 64 * 1024,
            json_nesting: 40,
            brackets: 40,
            tokens: 2_000,
            name: 128,
            depth: 16,
            fragment_depth: 32,
            introspection_lists: 2,
            aliases: 30,
            directives: 20,
            selections: 1_000,
            document_selections: 4_000,
            cost: 1_000_000,
            page: 20,
            list: 10,
        }
    }
}

/// Why a request was refused, as the client sees it in `extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The body or the query string is too large.
    BodyTooLarge,
    /// The body is no request of GraphQL over HTTP.
    MalformedRequest,
    /// The body is a list of requests.
    BatchNotSupported,
    /// Brackets are nested too deep, in the JSON or in the query.
    NestingLimitExceeded,
    /// The query has too many tokens, or a name too long.
    TokenLimitExceeded,
    /// The query is no GraphQL.
    SyntaxError,
    /// A fragment spreads itself.
    FragmentCycle,
    /// Fields, fragments or introspection are nested too deep.
    DepthLimitExceeded,
    /// The query may resolve too many fields.
    CostLimitExceeded,
    /// The query has too many aliases.
    AliasLimitExceeded,
    /// The query has too many directives.
    DirectiveLimitExceeded,
    /// The document has no operation of that name, or several and none is named.
    UnknownOperation,
    /// A variable that must have a value has none.
    ValidationFailed,
    /// The operation cannot be had by this method.
    MethodNotAllowed,
    /// No trusted document has the digest that the request names.
    DocumentUnknown,
    /// The document is not among those that are trusted.
    DocumentNotTrusted,
}

impl Code {
    /// Every code of the guard, for the list of problems.
    pub const ALL: [Self; 16] = [
        Self::BodyTooLarge,
        Self::MalformedRequest,
        Self::BatchNotSupported,
        Self::NestingLimitExceeded,
        Self::TokenLimitExceeded,
        Self::SyntaxError,
        Self::FragmentCycle,
        Self::DepthLimitExceeded,
        Self::CostLimitExceeded,
        Self::AliasLimitExceeded,
        Self::DirectiveLimitExceeded,
        Self::UnknownOperation,
        Self::ValidationFailed,
        Self::MethodNotAllowed,
        Self::DocumentUnknown,
        Self::DocumentNotTrusted,
    ];

    /// The code on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BodyTooLarge => "BODY_TOO_LARGE",
            Self::MalformedRequest => "MALFORMED_REQUEST",
            Self::BatchNotSupported => "BATCH_NOT_SUPPORTED",
            Self::NestingLimitExceeded => "NESTING_LIMIT_EXCEEDED",
            Self::TokenLimitExceeded => "TOKEN_LIMIT_EXCEEDED",
            Self::SyntaxError => "SYNTAX_ERROR",
            Self::FragmentCycle => "FRAGMENT_CYCLE",
            Self::DepthLimitExceeded => "DEPTH_LIMIT_EXCEEDED",
            Self::CostLimitExceeded => "COST_LIMIT_EXCEEDED",
            Self::AliasLimitExceeded => "ALIAS_LIMIT_EXCEEDED",
            Self::DirectiveLimitExceeded => "DIRECTIVE_LIMIT_EXCEEDED",
            Self::UnknownOperation => "UNKNOWN_OPERATION",
            Self::ValidationFailed => "VALIDATION_FAILED",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::DocumentUnknown => "DOCUMENT_UNKNOWN",
            Self::DocumentNotTrusted => "DOCUMENT_NOT_TRUSTED",
        }
    }

    /// The HTTP status of an answer labelled `application/graphql-response+json`.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// Whether the request was well-formed and its document is at fault: such
    /// answers have status 200 when they are labelled `application/json`.
    #[must_use]
    pub const fn concerns_document(self) -> bool {
        !matches!(
            self,
            Self::BodyTooLarge
                | Self::MalformedRequest
                | Self::BatchNotSupported
                | Self::MethodNotAllowed
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request that was not let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    code: Code,
    message: String,
    figures: Option<(u64, u64)>,
    position: Option<Pos>,
}

impl Refusal {
    fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            figures: None,
            position: None,
        }
    }

    fn exceeded(
        code: Code,
        message: &str,
        limit: impl TryInto<u64>,
        found: impl TryInto<u64>,
    ) -> Self {
        let limit = limit.try_into().unwrap_or(u64::MAX);
        let found = found.try_into().unwrap_or(u64::MAX);
        Self {
            code,
            message: format!("{message}: {found}, at most {limit} are allowed"),
            figures: Some((limit, found)),
            position: None,
        }
    }

    fn at(mut self, position: Option<Pos>) -> Self {
        self.position = position;
        self
    }

    /// A body of that length was announced or has come.
    #[must_use]
    pub fn body_too_large(limit: usize, found: u64) -> Self {
        Self::exceeded(Code::BodyTooLarge, "the request is too large", limit, found)
    }

    /// A subscription came by a transport that answers once.
    #[must_use]
    pub fn subscription_over_http() -> Self {
        Self::new(
            Code::MalformedRequest,
            "subscriptions are served over WebSocket only",
        )
    }

    /// The code, stable.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The limit, where one was exceeded.
    #[must_use]
    pub fn limit(&self) -> Option<u64> {
        self.figures.map(|(limit, _)| limit)
    }

    /// What was found instead. A figure that stopped a count early is the first
    /// one beyond the limit.
    #[must_use]
    pub fn found(&self) -> Option<u64> {
        self.figures.map(|(_, found)| found)
    }

    /// The refusal as an error of GraphQL, with its code and figures in `extensions`.
    #[must_use]
    pub fn to_server_error(&self) -> ServerError {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.code.as_str());
        if let Some((limit, found)) = self.figures {
            let params = [("limit", limit), ("found", found)];
            extensions.set(
                "params",
                Value::Object(
                    // Figures stay below 2^53, so that every reader of JSON has them exactly.
                    params
                        .into_iter()
                        .map(|(name, value)| {
                            (
                                async_graphql::Name::new(name),
                                Value::from(value.min(MAX_SAFE_INTEGER)),
                            )
                        })
                        .collect(),
                ),
            );
        }
        let mut error = ServerError::new(self.message.clone(), self.position);
        error.extensions = Some(extensions);
        error
    }
}

const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

/// The schema's description could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("schema cannot be read by the guard: {reason}")]
pub struct SchemaError {
    reason: String,
}

/// A request that may run.
#[derive(Debug)]
pub struct Admitted {
    /// For the library, with the parsed document inside.
    pub request: Request,
    /// Whether it reads, writes or subscribes.
    pub operation: OperationType,
    /// What its document calls it.
    pub name: Option<String>,
    /// What it may amount to, for budgets and the access log.
    pub weight: Weight,
    /// In what order the answer's fields go.
    pub order: Order,
    /// Whether its document is one of those that are trusted.
    pub trusted: bool,
    /// Whether it asks for more than what the schema says of itself.
    pub asks_for_data: bool,
}

/// Whether an operation selects any field but those of introspection. What a fragment holds is not looked at.
fn asks_for_data(operation: &OperationDefinition) -> bool {
    let mut selected = operation.selection_set.node.items.iter();
    selected.any(|selection| match &selection.node {
        Selection::Field(field) => !field.node.name.node.starts_with("__"),
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => true,
    })
}

/// The guard for one schema.
#[derive(Debug)]
pub struct Guard {
    shapes: Shapes,
    limits: Limits,
    /// Twice what the standard introspection query costs on this schema.
    introspection_cost: u64,
    trusted: Trusted,
}

impl Guard {
    /// Builds the guard from the schema's own description (`schema.sdl()`).
    ///
    /// # Errors
    ///
    /// A description that cannot be read, or that has no query type.
    pub fn from_sdl(sdl: &str, limits: Limits) -> Result<Self, SchemaError> {
        let unreadable = |reason: String| SchemaError { reason };
        let shapes = Shapes::read(sdl, &limits)?;
        let mut guard = Self {
            shapes,
            limits,
            introspection_cost: u64::MAX,
            trusted: Trusted::default(),
        };
        let standard = parse_query(shape::INTROSPECTION_QUERY)
            .map_err(|error| unreadable(error.to_string()))?;
        let standard = guard
            .weigh(&standard, None, &Variables::default())
            .map_err(|refusal| unreadable(refusal.to_string()))?
            .1;
        guard.introspection_cost = standard.introspection.saturating_mul(2);
        Ok(guard)
    }

    /// The same guard, with documents that are trusted.
    #[must_use]
    pub fn with_trusted(mut self, trusted: Trusted) -> Self {
        self.trusted = trusted;
        self
    }

    /// Whether an admitted document may run for somebody, known by a token or not.
    ///
    /// # Errors
    ///
    /// `DOCUMENT_NOT_TRUSTED`.
    pub fn permits(&self, trusted: bool, known: bool) -> Result<(), Refusal> {
        self.trusted.permits(trusted, known)
    }

    /// The operation of a document that has one and would be admitted without variables.
    fn reads(&self, text: &str) -> Result<OperationType, Refusal> {
        scan::document(text, &self.limits)?;
        let document = parse_query(text).map_err(|error| syntax_error(&error))?;
        let (operation, _) = self.weigh(&document, None, &Variables::default())?;
        Ok(operation.ty)
    }

    /// The limits it holds to.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Admits the body of a POST.
    ///
    /// # Errors
    ///
    /// Any [`Code`] but `METHOD_NOT_ALLOWED`.
    pub fn admit_body(&self, body: &[u8]) -> Result<Admitted, Refusal> {
        self.asked(body::read(body, &self.limits)?)
    }

    fn asked(&self, asked: body::Asked) -> Result<Admitted, Refusal> {
        let (query, trusted) = self.trusted.settle(asked.query, asked.named.as_deref())?;
        let admitted = self.admit(query, asked.operation_name, asked.variables)?;
        Ok(Admitted {
            trusted,
            ..admitted
        })
    }

    /// Admits the query string of a GET, which may only read.
    ///
    /// # Errors
    ///
    /// Any [`Code`]; `METHOD_NOT_ALLOWED` for what is not a query.
    pub fn admit_params(&self, query_string: &str) -> Result<Admitted, Refusal> {
        let admitted = self.asked(body::read_params(query_string, &self.limits)?)?;
        match admitted.operation {
            OperationType::Query => Ok(admitted),
            OperationType::Mutation | OperationType::Subscription => Err(Refusal::new(
                Code::MethodNotAllowed,
                "GET runs queries only",
            )),
        }
    }

    /// Admits a request whose members another transport has read already.
    ///
    /// # Errors
    ///
    /// The codes that concern the document.
    pub fn admit(
        &self,
        query: String,
        operation_name: Option<String>,
        variables: Variables,
    ) -> Result<Admitted, Refusal> {
        scan::document(&query, &self.limits)?;
        let document = parse_query(&query).map_err(|error| syntax_error(&error))?;
        let (operation, weight) = self.weigh(&document, operation_name.as_deref(), &variables)?;
        required_variables(operation, &variables)?;
        let asks_for_data = asks_for_data(operation);
        let operation = operation.ty;
        let name = name_of(&document, operation_name.as_deref());
        let order = Order::of(&document, operation_name.as_deref());
        let mut request = Request::new(query).variables(variables);
        // The library knows no name for the operation of a document that has none.
        request.operation_name = operation_name;
        request.set_parsed_query(document);
        Ok(Admitted {
            request,
            operation,
            name,
            weight,
            order,
            trusted: false,
            asks_for_data,
        })
    }

    /// What the query amounts to, if it is admitted.
    ///
    /// # Errors
    ///
    /// As [`Self::admit`].
    pub fn admits(&self, query: &str, variables: Variables) -> Result<Weight, Refusal> {
        self.admit(query.to_owned(), None, variables)
            .map(|admitted| admitted.weight)
    }

    fn weigh<'d>(
        &self,
        document: &'d ExecutableDocument,
        operation_name: Option<&str>,
        variables: &Variables,
    ) -> Result<(&'d OperationDefinition, Weight), Refusal> {
        let chosen = choose(document, operation_name)?;
        let limits = &self.limits;
        let mut walk = Walk::new(
            &self.shapes,
            limits,
            document,
            variables,
            &chosen.node.variable_definitions,
        );

        // What is not chosen counts too: the library validates the whole document.
        // In the order of the text, so that the same document is always refused
        // for the same reason.
        let mut operations: Vec<_> = document
            .operations
            .iter()
            .map(|(_, operation)| operation)
            .collect();
        operations.sort_by_key(|operation| operation.pos);
        let mut fragments: Vec<_> = document.fragments.iter().collect();
        fragments.sort_by_key(|(_, fragment)| fragment.pos);

        let mut everything = Vec::with_capacity(operations.len() + fragments.len());
        let mut weight = Weight::default();
        for operation in operations {
            let found = walk.operation(&operation.node)?;
            if operation.pos == chosen.pos {
                weight = found;
            }
            everything.push((operation.pos, found));
        }
        for (name, fragment) in fragments {
            everything.push((fragment.pos, walk.fragment(name.as_str(), fragment)?));
        }

        let mut selections = 0_u64;
        for (position, found) in &everything {
            self.structure(found)
                .map_err(|refusal| refusal.at(Some(*position)))?;
            selections = selections.saturating_add(found.selections);
        }
        at_most(
            Code::CostLimitExceeded,
            "the document has too many selections with its fragments spread",
            limits.document_selections,
            selections,
        )?;
        at_most(
            Code::CostLimitExceeded,
            "the query may resolve too many fields",
            limits.cost,
            weight.cost,
        )?;
        at_most(
            Code::CostLimitExceeded,
            "the query asks for too much of the schema",
            self.introspection_cost,
            weight.introspection,
        )?;
        Ok((&chosen.node, weight))
    }

    /// What holds for every operation and fragment, chosen or not.
    fn structure(&self, found: &Weight) -> Result<(), Refusal> {
        let limits = &self.limits;
        at_most(
            Code::DepthLimitExceeded,
            "fields are nested too deep",
            limits.depth as u64,
            found.depth as u64,
        )?;
        at_most(
            Code::DepthLimitExceeded,
            "lists of introspection are nested too deep",
            limits.introspection_lists as u64,
            found.introspection_lists as u64,
        )?;
        at_most(
            Code::DepthLimitExceeded,
            "fragments are spread too deep inside one another",
            limits.fragment_depth as u64,
            found.fragment_depth as u64,
        )?;
        at_most(
            Code::AliasLimitExceeded,
            "the query has too many aliases",
            limits.aliases,
            found.aliases,
        )?;
        at_most(
            Code::DirectiveLimitExceeded,
            "the query has too many directives",
            limits.directives,
            found.directives,
        )?;
        at_most(
            Code::CostLimitExceeded,
            "the query has too many selections with its fragments spread",
            limits.selections,
            found.selections,
        )
    }
}

fn at_most(code: Code, message: &str, limit: u64, found: u64) -> Result<(), Refusal> {
    if found > limit {
        Err(Refusal::exceeded(code, message, limit, found))
    } else {
        Ok(())
    }
}

/// Refuses an operation whose required variables are not given. The library
/// would notice while it runs, with part of a mutation done.
fn required_variables(
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<(), Refusal> {
    for definition in &operation.variable_definitions {
        let name = &definition.node.name.node;
        let given = variables.get(name);
        let missing = match given {
            Some(value) => *value == Value::Null,
            None => definition.node.default_value.is_none(),
        };
        if missing && !definition.node.var_type.node.nullable {
            let message = format!("variable ${name} must have a value");
            return Err(Refusal::new(Code::ValidationFailed, message).at(Some(definition.pos)));
        }
    }
    Ok(())
}

/// The operation that runs, by the same rule as the library.
fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, Refusal> {
    let unknown = |message: &str| Refusal::new(Code::UnknownOperation, message);
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Single(_), Some(_)) => Err(unknown(
            "the document has no operation of the name in operationName",
        )),
        (DocumentOperations::Multiple(operations), Some(name)) => operations
            .get(name)
            .ok_or_else(|| unknown("the document has no operation of the name in operationName")),
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(unknown(
                    "the document has several operations and operationName names none",
                )),
            }
        }
    }
}

/// The name of the operation that [`choose`] chooses.
fn name_of(document: &ExecutableDocument, name: Option<&str>) -> Option<String> {
    match &document.operations {
        DocumentOperations::Single(_) => None,
        DocumentOperations::Multiple(operations) => {
            let only = operations.keys().next().map(|name| name.as_str());
            name.or(only).map(str::to_owned)
        }
    }
}

/// The parser's reason without its picture of the text, which quotes the query.
fn syntax_error(error: &async_graphql::parser::Error) -> Refusal {
    use async_graphql::parser::Error;

    let reason = match error {
        Error::Syntax { message, .. } => message
            .lines()
            .rev()
            .find_map(|line| line.trim().strip_prefix("= "))
            .unwrap_or("it cannot be read")
            .to_owned(),
        Error::MultipleOperations { .. } => {
            "an operation without name must be the only one".to_owned()
        }
        Error::OperationDuplicated { .. } => "two operations have the same name".to_owned(),
        Error::FragmentDuplicated { .. } => "two fragments have the same name".to_owned(),
        Error::MissingOperation => "it has no operation".to_owned(),
        Error::RecursionLimitExceeded => "it is nested too deep".to_owned(),
        _ => "it cannot be read".to_owned(),
    };
    let message: String = format!("the query is not GraphQL: {reason}")
        .chars()
        .take(200)
        .collect();
    Refusal::new(Code::SyntaxError, message).at(error.positions().next())
}
