// The entry of the playback page.
import { createRoot } from "react-dom/client";
import "../room/room.css";
import { App } from "./app";
import { readPage } from "./page";
import "./playback.css";

const root = document.getElementById("playback");
const page = readPage();
if (root && page) createRoot(root).render(<App page={page} />);
