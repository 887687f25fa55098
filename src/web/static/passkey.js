// Makes a passkey or signs with one, and sends what comes of it with the form that asked for it.
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const note = form.querySelector("[data-passkey-note]");
  const button = form.querySelector("button");
  const say = (text) => {
    note.textContent = text;
    note.hidden = false;
  };
  const elsewhere = form.querySelector("[data-elsewhere]");
  if (elsewhere && elsewhere.dataset.elsewhere === location.origin) elsewhere.hidden = true;
  if (!window.PublicKeyCredential) {
    say(form.dataset.none);
    return;
  }
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const options = () => {
    const publicKey = JSON.parse(form.dataset.options);
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    if (publicKey.allowCredentials) publicKey.allowCredentials = named(publicKey.allowCredentials);
    if (publicKey.excludeCredentials) publicKey.excludeCredentials = named(publicKey.excludeCredentials);
    return { publicKey };
  };
  const fill = (name, buffer) => {
    const field = form.elements.namedItem(name);
    if (field && buffer) field.value = text(buffer);
  };
  const reasons = {
    InvalidStateError: form.dataset.known,
    NotAllowedError: form.dataset.unconfirmed,
    SecurityError: form.dataset.address,
    NotSupportedError: form.dataset.kind,
  };
  note.hidden = true;
  button.hidden = false;
  let done = false;
  form.addEventListener("submit", async (event) => {
    if (done) return;
    event.preventDefault();
    button.disabled = true;
    try {
      const make = form.dataset.passkey === "register";
      const made = await (make ? navigator.credentials.create(options()) : navigator.credentials.get(options()));
      fill("credential", made.rawId);
      fill("client_data", made.response.clientDataJSON);
      fill("attestation", made.response.attestationObject);
      fill("authenticator_data", made.response.authenticatorData);
      fill("signature", made.response.signature);
      done = true;
      button.disabled = false;
      form.submit();
    } catch (error) {
      button.disabled = false;
      say(reasons[error.name] || form.dataset.failed.replace("%", () => error.message));
    }
  });
})();
