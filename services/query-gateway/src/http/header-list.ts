import type { ServerResponse } from 'node:http';

/** Names and values of headers in turn, as `writeHead` takes them: made once, written many times. */
export type HeaderList = readonly string[];

export function setHeaders(response: ServerResponse, headers: HeaderList): void {
  for (let place = 0; place < headers.length; place += 2) {
    response.setHeader(headers[place] as string, headers[place + 1] as string);
  }
}
