// Asks the page in the program's window, through WebKit's remote inspector, until an expression is true there; prints
// its value. The inspector is a WebSocket that speaks JSON (Target and Runtime domains of WebKit's inspector protocol).
//   node --experimental-websocket build/window-page.mjs HOST:PORT SECONDS EXPRESSION
const [address, seconds, expression] = process.argv.slice(2);
const deadline = Date.now() + Number(seconds) * 1000;
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));

// The inspector's front page lists what can be inspected: one page, once it is loaded.
async function findSocket() {
  while (Date.now() < deadline) {
    const list = await fetch(`http://${address}/`).then((r) => r.text(), () => "");
    const path = list.match(/\/socket\/\d+\/\d+\/WebPage/)?.[0];
    if (path) return `ws://${address}${path}`;
    await pause();
  }
  throw new Error(`no page shows at ${address}`);
}

// connect returns a function that evaluates an expression in the page.
async function connect(url) {
  const socket = new WebSocket(url);
  const waiting = new Map();
  let target;
  let lastId = 0;
  const ready = new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error(`the inspector at ${url} does not answer`));
    socket.onmessage = ({ data }) => {
      const { method, params } = JSON.parse(data);
      if (method === "Target.targetCreated" && params.targetInfo.type === "page") {
        target = params.targetInfo.targetId;
        resolve();
      }
      if (method !== "Target.dispatchMessageFromTarget") return;
      const { id, result } = JSON.parse(params.message);
      waiting.get(id)?.(result);
      waiting.delete(id);
    };
  });
  await ready;
  return (text) =>
    new Promise((resolve) => {
      const id = ++lastId;
      waiting.set(id, resolve);
      const message = JSON.stringify({ id, method: "Runtime.evaluate", params: { expression: text, returnByValue: true } });
      socket.send(JSON.stringify({ id, method: "Target.sendMessageToTarget", params: { targetId: target, message } }));
    });
}

const late = setTimeout(() => {
  console.error(`after ${seconds} s still not true in the window: ${expression}`);
  process.exit(1);
}, Number(seconds) * 1000 + 2000);
late.unref();

try {
  const evaluate = await connect(await findSocket());
  let shown = "";
  while (Date.now() < deadline) {
    const answer = await evaluate(expression);
    const value = answer?.result?.value;
    if (value && !answer.wasThrown) {
      console.log(value);
      process.exit(0);
    }
    shown = (await evaluate("document.body.innerText.slice(0, 600)"))?.result?.value ?? "";
    await pause();
  }
  throw new Error(`after ${seconds} s still not true in the window: ${expression}\nIt shows:\n${shown}`);
} catch (problem) {
  console.error(problem.message);
  process.exit(1);
}
