// One WebSocket: snapshots come in, questions go out. Reconnects by itself.
export function connect(onSnapshot, onState) {
  let socket;
  let next = 1;
  let delay = 500;
  const waiting = new Map();

  function open() {
    socket = new WebSocket(`ws://${location.host}/`);
    socket.addEventListener('open', () => {
      delay = 500;
      onState('live');
      send('dashboard_subscribe', ['snapshots']).catch((e) => onState(e.message));
    });
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      if (message.method === 'dashboard_subscription') { onSnapshot(message.params.result); return; }
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if (call) message.error ? call.reject(new Error(message.error.message)) : call.resolve(message.result);
    });
    socket.addEventListener('close', () => {
      waiting.forEach(({ reject }) => reject(new Error('the connection was lost')));
      waiting.clear();
      onState('not connected: trying again');
      setTimeout(open, delay);
      delay = Math.min(delay * 2, 8000);
    });
  }

  function send(method, params) {
    return new Promise((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) { reject(new Error('not connected')); return; }
      const id = next++;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  open();
  return { read: (layer, method, ...params) => send('dashboard_read', [layer, method, ...params]) };
}
