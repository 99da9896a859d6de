/** Everything that concepts and hand-written reference pages show runs here. */
import { describeDocuments } from '../support/describe-documents.js';
import { filesBelow } from '../support/repository-files.js';

describeDocuments([
  ...filesBelow('docs/concepts').filter((file) => file.endsWith('.md')),
  ...filesBelow('docs/hardware').filter((file) => file.endsWith('.md')),
  'README.md',
  'docs/reference/api.md',
  'docs/numerics.md',
]);
