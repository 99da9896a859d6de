/** Everything that guides show runs here. */
import { describeDocuments } from '../support/describe-documents.js';
import { filesBelow } from '../support/repository-files.js';

describeDocuments(filesBelow('docs/guides').filter((file) => file.endsWith('.md')));
