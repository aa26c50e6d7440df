/** What a private database server needs to start. */
export interface ServerOptions {
  /** Holds its data, log and pid file. */
  folder: string;
  port: number;
  password: string;
  /** Made when absent. */
  databases: string[];
  onUnexpectedExit?: (message: string) => void;
}

export interface Server {
  urlOf(database: string): string;
  stop(): Promise<void>;
}
