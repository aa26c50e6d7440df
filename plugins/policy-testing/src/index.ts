export { testPolicy, type PolicyCase, type PolicyOutcome } from './test-policy.ts';
export type { TestConsumer } from './consumer.ts';
export { addedByGateways } from './compare.ts';
export { missingPlugins } from './missing-plugins.ts';
export type {
  AnswerInput,
  RequestInput,
  SeenAnswer,
  SeenRequest,
  UpstreamInput,
} from '@apim/sdk/node-runtime';
