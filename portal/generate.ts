/** Writes each layer's typed documents from its `.graphql` files; fails when one does not fit the public schema. */
import { codegen } from '@graphql-codegen/core';
import * as typedDocuments from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { parse, printSchema } from 'graphql';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicSchemaOf } from './public-schema.ts';

const layers = join(import.meta.dirname, 'layers');
const schemaAst = publicSchemaOf(
  await readFile(process.argv[2] ?? join(import.meta.dirname, '../supergraph/public.graphql'), 'utf8'),
);
const schema = parse(printSchema(schemaAst));

for (const layer of await readdir(layers)) {
  const folder = join(layers, layer, 'documents');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  const documents = await Promise.all(
    names.map(async (name) => ({
      location: join(folder, name),
      document: parse(await readFile(join(folder, name), 'utf8')),
    })),
  );
  const content = await codegen({
    filename: 'documents.gen.ts',
    schema,
    schemaAst,
    documents,
    config: { useTypeImports: true, scalars: { DateTime: 'string' } },
    plugins: [{ operations: {} }, { typedDocuments: { documentMode: 'string' } }],
    pluginMap: { operations, typedDocuments },
  });
  await writeFile(join(folder, 'documents.gen.ts'), content);
}
