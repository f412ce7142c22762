// A real OpenID provider (npm oidc-provider) for the tests: a machine's client gets access tokens for the audience
// `paragraf`, with roles and organisations as a directory would tell them. Where it is given the address of a service,
// people sign in to that by the code flow with PKCE. Prints its issuer, and ends with its input.

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const service = process.argv[2];
const web = {
  client_id: "web",
  client_secret: "a secret: of the service & its tests",
  grant_types: ["authorization_code"],
  response_types: ["code"],
  redirect_uris: [`${service}/sign-in/kommunen/callback`],
  post_logout_redirect_uris: [`${service}/`],
};

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const resource = "urn:paragraf";
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "office",
        client_secret: "a secret of the office for the tests",
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      },
      ...(service ? [web] : []),
    ],
    claims: {
      openid: ["sub", "groups", "orgNumber", "email", "email_verified"],
      profile: ["name"],
    },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: "Sara Ekonom",
        groups: ["Ekonomer"],
        orgNumber: "212000-0000",
        email: "greta.naslund@norrsken.example",
        email_verified: false,
      }),
    }),
    pkce: { required: () => true },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: Boolean(service) },
      resourceIndicators: {
        enabled: true,
        defaultResource: (context) =>
          context.oidc.client?.clientId === "office" ? resource : undefined,
        getResourceServerInfo: () => ({
          scope: "",
          audience: "paragraf",
          accessTokenFormat: "jwt",
          accessTokenTTL: 600,
          jwt: { sign: { alg: "RS256" } },
        }),
        useGrantedResource: () => true,
      },
    },
    extraTokenClaims: () => ({
      groups: ["Ekonomer"],
      orgNumber: "212000-0000",
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
// It goes on telling of settings that are for tests alone, when nobody reads that any more.
process.stdout.on("error", () => {});
process.stdin.on("end", () => process.exit(0)).resume();
