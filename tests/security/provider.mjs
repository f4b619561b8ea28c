// An OpenID provider for the tests: `node provider.mjs PORT REDIRECT LEAVING`; with a new key at each start, it ends with its input.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import Provider from "oidc-provider";

const [port, redirect, leaving] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
const said = {
  lan: { resident_number: "p-poor" },
  lin: { roles: ["street/clerk", "street/nothing"] },
  wu: {},
};
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "askonce",
    client_secret: "a secret of forty characters, for tests.",
    redirect_uris: [redirect],
    post_logout_redirect_uris: [leaving],
  }],
  jwks: { keys: [key] },
  cookies: { keys: ["for tests alone"] },
  scopes: ["openid", "profile"],
  claims: { openid: ["sub"], profile: ["resident_number", "roles"] },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...said[id] }) }),
  features: { devInteractions: { enabled: true } },
});
provider.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
process.stdin.on("end", () => process.exit(0)).resume();
