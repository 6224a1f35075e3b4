/**
 * The platform of the soak, in a process of its own so that its memory is not measured: signs in,
 * makes chats, answers each question, and closes its socket when it is told to. Keeps nothing.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

/** How a socket ends: a close code, 1006 for an end without a goodbye. */
export type Order = number;

let issued = 0;

function answerTo(method: string, path: string): object {
  issued += 1;
  const user = { id: 'user-1', email: 'demo@example.com', full_name: 'Demo' };
  const tokens = {
    access_token: `access-${issued}`,
    refresh_token: `refresh-${issued}`,
    expires_in: 900,
  };
  if (path.startsWith('/auth/')) return { ...tokens, user };
  if (path === '/health') return { status: 'healthy', ai_services_ready: true };
  if (path === '/chat' && method === 'POST') return { chat_id: `chat-${issued}` };
  return { messages: [] };
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? '/', 'http://host').pathname.replace('/api/v1', '');
  request.resume();
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(answerTo(request.method ?? 'GET', path)));
}

function welcome(socket: WebSocket): void {
  const tell = (type: string, data: object = {}): void => {
    socket.send(JSON.stringify({ type, data }));
  };
  socket.on('error', () => undefined);
  socket.on('message', (raw: Buffer) => {
    const { type, data } = JSON.parse(raw.toString()) as {
      type: string;
      data: Record<string, unknown>;
    };
    if (type === 'ping') tell('pong');
    if (type !== 'chat_message') return;
    const about = {
      chat_id: data['chat_id'],
      message_id: `answer-${String(data['client_message_id'])}`,
    };
    tell('response_start', about);
    tell('response_chunk', { ...about, content: 'You asked.' });
    tell('response_complete', { ...about, content: 'You asked.' });
  });
  tell('connection_established', { client_id: 'client-1' });
  tell('connection_ready');
}

const http = createServer(serve);
const sockets = new WebSocketServer({ server: http });
sockets.on('connection', welcome);
http.listen(0, '127.0.0.1', () => {
  process.send?.((http.address() as AddressInfo).port);
});
process.on('message', (order: Order) => {
  for (const socket of sockets.clients) {
    if (order === 1006) socket.terminate();
    else socket.close(order);
  }
});
// The soak is over, or it failed.
process.on('disconnect', () => process.exit());
