export { composeSupergraph, type Composition } from './compose.ts';
export { createHttpHandler, type HttpHandler, type HttpRequest } from './http-handler.ts';
export { listenSupergraph } from './listen.ts';
export { createSupergraph, type Supergraph, type SupergraphOptions } from './supergraph.ts';
