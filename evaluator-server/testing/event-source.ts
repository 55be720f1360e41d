/** As much of an event as a page gets. */
interface StreamEvent {
  readonly type: string;
  readonly data: string;
  readonly lastEventId: string;
}

type Listener = (event: StreamEvent) => void;

/** How soon it comes back, in ms, whatever the server asks for: tests have no time for jitter. */
const RETRY_MS = 10;

/**
 * The browser's EventSource over the real network, as much of it as OpenFeature's provider uses: events, `Last-Event-ID`,
 * coming back after a cut, giving up after an answer that is no stream.
 * @see HTML, 9.2
 */
export class TestEventSource {
  static readonly opened: TestEventSource[] = [];
  /** 0: connecting, 1: open, 2: closed for good. */
  readyState: 0 | 1 | 2 = 0;
  readonly url: string;
  readonly events: StreamEvent[] = [];
  private readonly listeners: { readonly type: string; readonly listener: Listener }[] = [];
  private readonly abort = new AbortController();
  private lastEventId = '';

  constructor(url: string) {
    this.url = url;
    TestEventSource.opened.push(this);
    this.run().catch(() => {});
  }

  addEventListener(type: string, listener: Listener): void {
    this.listeners.push({ type, listener });
  }

  close(): void {
    this.readyState = 2;
    this.abort.abort();
  }

  private emit(type: string, data = ''): void {
    const event = { type, data, lastEventId: this.lastEventId };
    this.events.push(event);
    for (const each of this.listeners) if (each.type === type) each.listener(event);
  }

  private async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      const isOver = await this.connect().catch(() => false);
      if (this.abort.signal.aborted) return;
      this.readyState = isOver ? 2 : 0;
      this.emit('error');
      if (isOver) return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** Answers whether that was the end for good. */
  private async connect(): Promise<boolean> {
    const headers = this.lastEventId === '' ? {} : { 'last-event-id': this.lastEventId };
    const response = await fetch(this.url, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: this.abort.signal,
    });
    if (response.status !== 200 || !response.headers.get('content-type')?.startsWith('text/event-stream')) return true;
    this.readyState = 1;
    this.emit('open');
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.read(block);
    }
    return false;
  }

  private read(block: string): void {
    const field = (name: string): string | undefined => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
    this.lastEventId = field('id') ?? this.lastEventId;
    const data = field('data');
    if (data !== undefined) this.emit(field('event') ?? 'message', data);
  }
}
