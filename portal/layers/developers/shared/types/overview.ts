/** What a document says about its API as a whole. */
export interface OverviewView {
  /** The summary, unless the description begins with it. */
  lead?: string;
  description?: string;
  operations: number;
  tags: { name: string; operations: number }[];
  contact?: string;
  license?: string;
  terms?: string;
}
