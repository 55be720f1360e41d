import { Writable } from 'node:stream';
import { CONNECTION, type Connection, type StreamSink } from '../streams/connection.ts';

/** What a stream is written to in a test of streams without a network: it takes what is written, or holds it back. */
export class TestSink extends Writable implements StreamSink {
  [CONNECTION]?: Connection;
  /** What arrived, as text. */
  received = '';
  private isPaused = false;
  private held: (() => void) | null = null;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const take = (): void => {
      this.received += chunk.toString('utf8');
      done();
    };
    if (this.isPaused) this.held = take;
    else take();
  }

  /** Nothing arrives any more: what is written piles up. */
  pause(): void {
    this.isPaused = true;
  }

  /** What piled up arrives, by and by. */
  resume(): void {
    this.isPaused = false;
    const take = this.held;
    this.held = null;
    take?.();
  }
}
