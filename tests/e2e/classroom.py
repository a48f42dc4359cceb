"""A class in a browser test: what a teacher presses, what is open on a student's machine, and students' scripts."""

from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.call import Caller
from tests.e2e.test_room import open_panel

# Four windows of one machine: each takes its time.
PATIENCE_MS = 45_000
expect.set_options(timeout=20_000)

# Every track that the page opened or copied, every connection and every line to the server.
WATCH = """
  window.opened = []; window.connections = []; window.lines = []; window.told = []; window.said = [];
  const keep = (stream) => (window.opened.push(...stream.getTracks()), stream);
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => keep(await ask(wanted));
  const clone = MediaStreamTrack.prototype.clone;
  MediaStreamTrack.prototype.clone = function () {
    const made = clone.call(this);
    window.opened.push(made);
    return made;
  };
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...how) { super(...how); window.connections.push(this); }
    setRemoteDescription(description) {
      return super.setRemoteDescription(window.reads ? window.reads(description) : description);
    }
  };
  window.WebSocket = class extends window.WebSocket {
    constructor(...how) {
      super(...how);
      window.lines.push(this);
      this.addEventListener("message", ({data}) => typeof data === "string" && window.told.push(JSON.parse(data)));
    }
    send(data) {
      const frame = typeof data === "string" ? JSON.parse(data) : {};
      if (window.deaf && frame.type === "media-state") return;
      if (frame.type) window.said.push(frame);
      super.send(data);
    }
  };
"""

# What a student might type into the console: sends over every connection, whatever the page has negotiated. Says to the
# room that microphone and camera are on, offers lines that send (or lie: the copy that the server reads does not),
# takes the answer for a permission, and puts the real tracks in.
UNMUTE = """async (lie) => {
  const stream = await navigator.mediaDevices.getUserMedia({audio: true, video: {frameRate: 10}});
  const [sound, picture] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]];
  const line = window.lines.findLast(({readyState}) => readyState === 1);
  const tell = (frame) => WebSocket.prototype.send.call(line, JSON.stringify(frame));
  window.deaf = false;
  tell({type: "media-state", audio: true, video: true, screen: false});
  window.deaf = true;
  window.reads = (description) => description.type !== "answer" ? description
    : {type: "answer", sdp: description.sdp.split(/^(?=m=)/m).map((part, place) =>
        place === 1 || place === 2 ? part.replace(/^a=(inactive|sendonly)/m, "a=sendrecv") : part).join("")};
  const ufrag = (sdp) => /a=ice-ufrag:(\\S+)/.exec(sdp)?.[1];
  for (const connection of window.connections) {
    if (connection.connectionState !== "connected") continue;
    const [audio, video] = connection.getTransceivers();
    const mine = ufrag(connection.localDescription.sdp);
    const {to, pair} = window.said.findLast(({sdp}) => sdp && ufrag(sdp) === mine);
    audio.direction = video.direction = "sendrecv";
    await audio.sender.replaceTrack(sound);
    await video.sender.replaceTrack(picture);
    // The page may be negotiating at this moment: then a little later.
    for (let tries = 0; ; tries += 1) {
      try { await connection.setLocalDescription(await connection.createOffer()); break; }
      catch (error) { if (tries === 40) throw error; await new Promise((go) => setTimeout(go, 100)); }
    }
    const {sdp} = connection.localDescription;
    tell({type: "offer", to, pair, sdp: lie ? sdp.replace(/a=(sendrecv|sendonly)/g, "a=recvonly") : sdp});
  }
}"""

SENT = """async () => {
  let packets = 0;
  for (const connection of window.connections)
    (await connection.getStats()).forEach((each) => { if (each.type === "outbound-rtp") packets += each.packetsSent; });
  return packets;
}"""


class Student(Caller):
    """Watched from the start: see WATCH."""

    def come_in(self) -> "Student":
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.add_init_script(WATCH)
        super().come_in()
        return self

    def open_tracks(self, kind: str) -> int:
        """How many tracks of this kind are open on this machine: its light is out with none."""
        count = "kind => window.opened.filter(t => t.kind === kind && t.readyState === 'live').length"
        return int(self.page.evaluate(count, kind))

    def may_send(self) -> None:
        """Both rights have come, and the teacher's lines are negotiated with them: after that the page leaves them."""
        for device in ("microphone", "camera"):
            self.page.get_by_role("button", name=f"Turn on {device}", exact=True).wait_for()
        ready = """() => window.connections.some((one) => one.connectionState === "connected"
            && one.getTransceivers().slice(0, 2).every((line) => line.currentDirection === "sendrecv"))"""
        self.page.wait_for_function(ready)

    def unmute_by_script(self, *, lying: bool) -> None:
        self.page.evaluate(UNMUTE, lying)

    def packets_sent(self) -> int:
        return int(self.page.evaluate(SENT))

    def refusals(self) -> list[str]:
        found: list[str] = self.page.evaluate(
            "window.told.filter(({type}) => type === 'error').map(({code}) => code)"
        )
        return found

    def is_told(self, words: str) -> None:
        self.page.get_by_role("log", name="Notices").get_by_text(words).first.wait_for()


class Teacher(Caller):
    def come_in(self) -> "Teacher":
        self.page.set_default_timeout(PATIENCE_MS)
        super().come_in()
        return self

    @property
    def people(self) -> Locator:
        open_panel(self, "people")
        back = self.page.get_by_role("region", name="Permissions").get_by_role("button", name="People")
        if back.count():
            back.click()
        return self.page.get_by_role("region", name="People in the room")

    def allow(self, label: str, on: bool = True) -> None:
        """For all students, in the room's place for permissions."""
        place = self.page.get_by_role("region", name="Permissions")
        if not place.count():
            self.people.get_by_role("button", name="Permissions").click()
        switch = place.get_by_role("switch", name=label)
        if (switch.get_attribute("aria-checked") == "true") != on:
            switch.click()

    def menu(self, student: Caller, item: str) -> None:
        self.people.get_by_role("button", name=f"More about {student.user.full_name}").click()
        self.page.get_by_role("menuitem", name=item, exact=True).click()

    def grant(self, student: Caller, ability: str, seconds: float) -> Any:
        """An exception that ends after so many seconds; the menu has nothing shorter than five minutes."""
        script = """async ([room, userId, ability, seconds]) => {
          const token = /csrftoken=([^;]+)/.exec(document.cookie)[1];
          const until = new Date(Date.now() + seconds * 1000).toISOString();
          const answer = await fetch(`/api/rooms/${room}/grants`, {
            method: "POST", headers: {"Content-Type": "application/json", "X-CSRFToken": token},
            body: JSON.stringify({userId, ability, until})});
          return answer.status;
        }"""
        return self.page.evaluate(script, [self.room.room_id, student.id, ability, seconds])
