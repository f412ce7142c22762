// Runs the audits of the GraphQL over HTTP specification against a live endpoint.
//
//   node graphql-http-audit.mjs http://127.0.0.1:8080/graphql
//
// The audits come in three strengths (MUST, SHOULD, MAY) and the package calls a missed SHOULD or
// MAY only a warning or a notice. Here each audit that is not "ok" fails the run.

import { serverAudits } from 'graphql-http';

const url = process.argv[2];
if (!url || process.argv.length > 3) {
  console.error('usage: node graphql-http-audit.mjs URL');
  process.exit(2);
}

const audits = serverAudits({ url, fetchFn: fetch });
let passed = 0;
for (const audit of audits) {
  let outcome;
  try {
    outcome = await audit.fn();
  } catch (error) {
    // The package answers with a result where the server answers at all; a thrown error means
    // that no answer came.
    outcome = { status: 'error', reason: String(error?.cause ?? error) };
  }
  if (outcome.status === 'ok') {
    passed += 1;
    continue;
  }
  const answered = outcome.response ? ` (HTTP ${outcome.response.status})` : '';
  console.log(`${outcome.status} ${audit.id} ${audit.name}: ${outcome.reason}${answered}`);
}
console.log(`${passed} of ${audits.length} audits passed`);
process.exit(passed === audits.length && audits.length > 0 ? 0 : 1);
