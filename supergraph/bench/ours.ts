import { createActorSigner } from '@apim/kit/actor';
import { exportJWK, generateKeyPair } from 'jose';
import { createSupergraph, listenSupergraph } from '../src/index.ts';
import { composeShop } from '../test/shop.ts';

/** Ours, with each request to a subgraph signed when SIGNED is set. Prints its address. */
const subgraphUrls = JSON.parse(process.env.SUBGRAPH_URLS ?? '{}') as Record<string, string>;
const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
const signer =
  process.env.SIGNED && (await createActorSigner({ ...(await exportJWK(privateKey)), kid: 'bff' }));
const supergraph = createSupergraph({
  supergraphSdl: composeShop().supergraphSdl,
  subgraphUrls,
  ...(signer && { signer }),
});
process.stdout.write((await listenSupergraph(supergraph)).url);
