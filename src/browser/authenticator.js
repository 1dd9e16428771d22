// Unlocking by the device: a passkey on this device whose PRF extension turns a stored input into
// the same secret each time (WebAuthn Level 3, 10.1.4). Nothing of it leaves the device.
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export async function canPrf() {
  if (!self.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable) return false;
  const known = await PublicKeyCredential.getClientCapabilities?.().catch(() => null);
  if (known && known["extension:prf"] === false) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

// The new key's id. The neutral name is what the device's own list of passkeys shows.
export async function create(name) {
  const credential = await navigator.credentials.create({
    publicKey: {
      rp: { name },
      user: { id: random(16), name, displayName: name },
      challenge: random(32),
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: {
        authenticatorAttachment: "platform", residentKey: "preferred", userVerification: "required",
      },
      extensions: { prf: {} },
    },
  });
  if (!credential?.getClientExtensionResults().prf?.enabled) return null;
  return new Uint8Array(credential.rawId);
}

export async function secret(id, input) {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: random(32),
      allowCredentials: [{ type: "public-key", id }],
      userVerification: "required",
      extensions: { prf: { eval: { first: input } } },
    },
  });
  const output = credential?.getClientExtensionResults().prf?.results?.first;
  return output ? new Uint8Array(output) : null;
}
