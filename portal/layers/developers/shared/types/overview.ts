/** What a document says about its API as a whole. */
export interface OverviewView {
  /** The summary, unless the description begins with it. */
  lead?: string;
  description?: string;
  operations: number;
  tags: { name: string; operations: number }[];
  /** Each operation, where they are few; else none. */
  list: { method: string; name: string; anchor: string }[];
  contact?: string;
  license?: string;
  terms?: string;
}
