"""Starts a sandbox of its own and lets a tool of others loose on it; run by `cargo xtask prove api` and `prove attack`.

    drive.py api|attack BINARY SITE FOLDER [SEED]

BINARY is the server, SITE the built front end, FOLDER is for what the tools write. The end of the output counts what was
found in the form of the other tests: `  2 passed`, `  1 failed`.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
PASSWORD = "guildhall demo"
CLIENT, FREELANCER = "ana@demo.example", "mirela@demo.example"
NO_LIMITS = ["requests", "writes", "sign-ins", "account-requests", "account-writes"]


class Sandbox:
    """A server with demo people in a folder of its own; it ends with the block."""

    def __init__(self, binary, site):
        self.binary, self.site = binary, site

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="guildhall-fuzz-")
        self.run("seed")
        limits = [word for limit in NO_LIMITS for word in (f"--{limit}-per-minute", "0")]
        serve = [self.binary, "serve", *self.common(), "--site-root", self.site, "--address", "127.0.0.1:0", *limits]
        self.server = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.server.stdout:
            if found := re.search(r"listening on (http://\S+)", line):
                self.url = found[1]
                return self
        raise SystemExit("the server did not start")

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def common(self):
        return ["--sandbox", "--data-dir", self.folder]

    def run(self, *words, told=""):
        done = subprocess.run([self.binary, *words, *self.common()], input=told, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout

    def token(self, person):
        words = ["user", "token", "--email", person, "--scopes", "read,work,message,money", "--name", "fuzz"]
        return self.run(*words, told=PASSWORD + "\n").split()[-1]

    def session(self, person):
        """The cookie of somebody who signed in on the page."""
        form = urllib.parse.urlencode({"email": person, "password": PASSWORD}).encode()
        headers = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        request = urllib.request.Request(f"{self.url}/do/account/sign-in", form, headers)
        stay = type("Stay", (urllib.request.HTTPRedirectHandler,), {"redirect_request": lambda *_: None})
        try:
            answer = urllib.request.build_opener(stay).open(request)
        except urllib.error.HTTPError as redirect:
            answer = redirect
        return answer.headers["Set-Cookie"].split(";")[0]

    def opens(self, cookie):
        """Whether this cookie is that of somebody who is signed in."""
        request = urllib.request.Request(f"{self.url}/home", headers={"Cookie": cookie})
        with urllib.request.urlopen(request) as answer:
            return answer.url.endswith("/home")


def api(sandbox, folder, seed):
    """Requests by the document, right and wrong ones, as a client and as a freelancer."""
    for name in ["schemathesis.toml", "hooks.py"]:
        shutil.copy(HERE / name, folder)
    for person in [CLIENT, FREELANCER]:
        token = sandbox.token(person)
        env = os.environ | {
            "GUILDHALL_FUZZ_SITE": sandbox.url,
            "GUILDHALL_FUZZ_TOKEN": token,
            "GUILDHALL_FUZZ_SEED": str(seed),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        tool = [Path(sys.executable).parent / "schemathesis", "--config-file", "schemathesis.toml", "run"]
        rest = [f"{sandbox.url}/api/v1/openapi.json", "-H", f"Authorization: Bearer {token}"]
        rest += ["--checks", "all", "--max-examples", "60", "--seed", str(seed), "--no-color", "--warnings", "off"]
        print(f"schemathesis as {person}, seed {seed}", flush=True)
        yield subprocess.run([*tool, *rest], cwd=folder, env=env).returncode == 0


def attack(sandbox, folder, seed):
    """What wapiti knows of: injections, files, redirects, headers; as a stranger, a client and a freelancer."""
    for person in [None, CLIENT, FREELANCER]:
        report = folder / "wapiti.json"
        tool = [Path(sys.executable).parent / "wapiti", "-u", f"{sandbox.url}/", "--flush-session", "--no-bugreport"]
        rest = ["-f", "json", "-o", report, "-v", "0", "--max-scan-time", "300", "--max-attack-time", "60"]
        # These would end the session that the tool borrows.
        ending = ["sign-out", "end-session", "password", "reset"]
        rest += ["--store-session", folder / "wapiti"]
        rest += [word for end in ending for word in ("-x", f"{sandbox.url}/do/account/{end}")]
        cookie = person and sandbox.session(person)
        if cookie:
            assert sandbox.opens(cookie), "nobody is signed in"
            rest += ["-H", f"Cookie: {cookie}"]
        report.unlink(missing_ok=True)
        subprocess.run([*tool, *rest], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        assert not cookie or sandbox.opens(cookie), "the session ended while the tool used it"
        found = json.loads(report.read_text())
        faults = [
            (kind, fault["info"], fault.get("curl_command"))
            for kind, faults in [*found["vulnerabilities"].items(), *found["anomalies"].items()]
            for fault in faults
        ]
        print(f"wapiti as {person or 'a stranger'}: {found['infos']['crawled_pages_nbr']} pages, {len(faults)} faults")
        for fault in faults:
            print(*fault, sep="\n    ", flush=True)
        yield not faults


def main():
    part, binary, site, folder, *seed = sys.argv[1:]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    seed = int(seed[0]) if seed else random.randrange(1 << 32)
    with Sandbox(binary, site) as sandbox:
        results = list({"api": api, "attack": attack}[part](sandbox, folder, seed))
    passed, failed = results.count(True), results.count(False)
    print(f"  {passed} passed")
    print(f"  {failed} failed")
    sys.exit(bool(failed))


main()
