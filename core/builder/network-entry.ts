import type { Network as DeclaredNetwork, NetworkDocument } from '../network/index.js';
import { NetworkBuilder } from './network-builder.js';

/** A network as declared: a document and where its parts stand. Backends compile it. */
export type Network = DeclaredNetwork;

/** Ways to a network besides `network()` and `loadNetwork()`. */
export const Network: {
  /**
   * The network that a document says, to be run or to go on from. Nothing is lost on the way:
   * `Network.fromDocument(net.toDocument())` has the document of `net`.
   *
   * @throws FrameworkError with every fault of the document.
   */
  readonly fromDocument: (document: NetworkDocument) => NetworkBuilder;
} = { fromDocument: (document) => NetworkBuilder.fromDocument(document) };
