import { forwardToBff } from '../utils/forward-to-bff';

export default defineEventHandler((event) => forwardToBff(event));
