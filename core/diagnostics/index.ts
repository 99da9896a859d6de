/** Findings about user input: codes, places, texts. Imports nothing. */
export { byteText } from './byte-text.js';
export type { Cause, Diagnostic, Severity } from './diagnostic.js';
export { Diagnostics } from './diagnostics.js';
export { type ErrorCode, errorCodes, type Phase } from './error-code.js';
export { FrameworkError, isFrameworkError } from './framework-error.js';
export { locate } from './locate.js';
export { nearNames } from './near-names.js';
export { renderDiagnostic, renderDiagnostics, renderInLine } from './render.js';
export type { SourcePosition, SourceSpan, SourceText } from './source-span.js';
export { showInline } from './visible-text.js';
