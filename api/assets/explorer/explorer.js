// Mounts GraphiQL beside the cookbook. Everything comes from this server.
'use strict';

(async () => {
  const list = document.getElementById('cookbook');
  const trouble = document.getElementById('trouble');

  const socket = new URL('/graphql', location.href);
  socket.protocol = socket.protocol === 'https:' ? 'wss:' : 'ws:';
  const fetcher = GraphiQL.createFetcher({ url: '/graphql', subscriptionUrl: socket.href });

  let recipes = [];
  try {
    const answer = await fetch('/explorer/cookbook.json');
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    recipes = await answer.json();
  } catch (error) {
    trouble.textContent = `Kokboken kunde inte hämtas: ${error.message}`;
  }

  const buttons = recipes.map((recipe) => {
    const title = document.createElement('strong');
    title.textContent = recipe.title;
    const about = document.createElement('small');
    about.textContent = recipe.about;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(title, about);
    const item = document.createElement('li');
    item.append(button);
    list.append(item);
    return button;
  });

  const variablesOf = (recipe) =>
    Object.keys(recipe.variables).length ? JSON.stringify(recipe.variables, null, 2) : '';

  // The editors' texts are kept here and given back, so that a recipe chosen a second time
  // replaces what was changed since.
  function Explorer() {
    const [chosen, choose] = React.useState(recipes.length ? 0 : -1);
    const [query, setQuery] = React.useState(recipes.length ? recipes[0].query : undefined);
    const [variables, setVariables] = React.useState(
      recipes.length ? variablesOf(recipes[0]) : undefined,
    );

    React.useEffect(() => {
      buttons.forEach((button, index) => {
        button.onclick = () => {
          choose(index);
          setQuery(recipes[index].query);
          setVariables(variablesOf(recipes[index]));
        };
      });
    }, []);
    React.useEffect(() => {
      buttons.forEach((button, index) =>
        button.setAttribute('aria-current', String(index === chosen)),
      );
    }, [chosen]);

    return React.createElement(GraphiQL, {
      fetcher,
      query,
      variables,
      onEditQuery: setQuery,
      onEditVariables: setVariables,
      isHeadersEditorEnabled: true,
      // A token does not outlive the page.
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
      defaultEditorToolsVisibility: 'variables',
      forcedTheme: 'light',
    });
  }

  ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(Explorer));
})();
