// The entry of the room's page.
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { readPage } from "./page";
import "./room.css";

const root = document.getElementById("room");
const page = root && readPage(root);
if (root && page) createRoot(root).render(<App page={page} />);
