// A real OpenID provider (npm oidc-provider) for the tests: a machine's client gets access tokens for the audience
// `paragraf`, with roles and organisations as a directory would tell them. Prints its issuer, and ends with its input.

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

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
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
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
process.stdin.on("end", () => process.exit(0)).resume();
