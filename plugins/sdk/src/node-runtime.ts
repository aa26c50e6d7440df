export { runHandlers, type HandlerRun, type RunOptions } from './node-runtime/run-handlers.ts';
export {
  headerRecord,
  payload,
  splitTarget,
  type AnswerInput,
  type HeaderLine,
  type HeaderValues,
  type RequestInput,
  type SeenAnswer,
  type SeenRequest,
  type UpstreamInput,
} from './node-runtime/message.ts';
