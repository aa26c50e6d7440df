import { asObject, type JsonObject } from './json';
import { describeSchema, type Budget } from './describe-schema';
import { exampleOf } from './example-of';

const MAX_MEDIA_TYPES = 4;

/** Describes bodies by media type; types that share one schema are shown once, under the first. */
export function describeContents(root: JsonObject, content: unknown, budget: Budget): ContentView[] {
  const seen = new Set<string>();
  return Object.entries(asObject(content))
    .filter(([, media]) => {
      const key = JSON.stringify(asObject(media).schema ?? null);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, MAX_MEDIA_TYPES)
    .map(([mediaType, value]) => {
      const media = asObject(value);
      return {
        mediaType,
        schema: media.schema ? describeSchema(root, media.schema, budget) : undefined,
        example: exampleOf(root, media),
      };
    });
}
