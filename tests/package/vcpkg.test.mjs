// The vcpkg manifest and the overlay port. There is no vcpkg here: the portfile runs with stand-ins for vcpkg's own
// functions, and CMake is then configured for real with the options that it asks for.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { release, root, run, scratch, text, version } from './harness.mjs';

const work = scratch();
const manifest = JSON.parse(text('vcpkg.json'));
const port = JSON.parse(text('cmake/vcpkg/attn/vcpkg.json'));

// https://learn.microsoft.com/vcpkg/reference/vcpkg-json
const kName = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const kFields = new Set([
  '$schema',
  'name',
  'version-string',
  'description',
  'license',
  'supports',
  'dependencies',
  'features',
  'default-features',
]);
const names = (list) => (list ?? []).map((one) => (typeof one === 'string' ? one : one.name));

for (const [what, json] of [
  ['vcpkg.json', manifest],
  ['the port', port],
]) {
  test(`${what} keeps vcpkg's rules for names, fields, dependencies and features`, () => {
    for (const key of Object.keys(json)) assert.ok(kFields.has(key), `${key} is no field of ours`);
    assert.equal(json.license, 'MIT');
    assert.match(json.supports, /^!?\w+( [|&] !?\w+)*$/);
    for (const one of json.dependencies) {
      if (typeof one !== 'string') for (const key of Object.keys(one)) assert.ok(['name', 'host'].includes(key), key);
    }
    for (const name of [
      json.name,
      ...names(json.dependencies),
      ...Object.keys(json.features),
      ...names(json['default-features']),
    ])
      assert.match(name, kName);
    for (const [name, feature] of Object.entries(json.features)) {
      assert.ok(feature.description, `${name} is described`);
      for (const dependency of names(feature.dependencies)) assert.match(dependency, kName);
    }
    for (const name of names(json['default-features'])) assert.ok(name in json.features, `${name} is a feature`);
  });
}

test('manifest and port depend on the headers that the build looks for, and tests on Catch2', () => {
  const wanted = [...text('cmake/Dependencies.cmake').matchAll(/find_path\(ATTN_(\w+)_INCLUDE/g)]
    .map(([, name]) => name.toLowerCase())
    .sort();
  assert.deepEqual(wanted, ['rapidjson', 'xsimd']);
  assert.deepEqual(names(manifest.dependencies).sort(), wanted);
  assert.deepEqual(
    names(port.dependencies)
      .filter((name) => !name.startsWith('vcpkg-'))
      .sort(),
    wanted,
  );
  assert.deepEqual(names(manifest.features.tests.dependencies), ['catch2']);
  assert.match(text('cmake/TestFramework.cmake'), /find_package\(Catch2 3/);
  assert.ok(!('version' in manifest) && !('version' in port), `the version, ${version}, is in web/package.json alone`);
});

/** What the portfile asks of vcpkg with these features. */
function portfile(features) {
  const script = join(work, 'portfile.cmake');
  const stub = (name, body = '') =>
    `function(${name})\n  list(JOIN ARGN " " given)\n  message(STATUS "${name} \${given}")\n${body}endfunction()\n`;
  writeFileSync(
    script,
    `cmake_policy(VERSION 3.25)
set(FEATURES ${features})
set(CURRENT_BUILDTREES_DIR ${work}/buildtrees)
set(CURRENT_PACKAGES_DIR ${work}/packages)
${stub('vcpkg_check_linkage')}
function(vcpkg_check_features)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUT_FEATURE_OPTIONS" "FEATURES")
  list(POP_FRONT arg_FEATURES feature option)
  set(state OFF)
  if(feature IN_LIST FEATURES)
    set(state ON)
  endif()
  set(\${arg_OUT_FEATURE_OPTIONS} "-D\${option}=\${state}" PARENT_SCOPE)
endfunction()
${['vcpkg_cmake_configure', 'vcpkg_cmake_install', 'vcpkg_cmake_config_fixup', 'vcpkg_fixup_pkgconfig', 'vcpkg_copy_tools', 'vcpkg_install_copyright'].map((name) => stub(name)).join('')}
include(${root}/cmake/vcpkg/attn/portfile.cmake)
`,
  );
  return run('cmake', ['-P', script]).out;
}

for (const [features, tool] of [
  ['core', false],
  ['core tool', true],
]) {
  test(`the options that the portfile gives exist, and build ${tool ? 'the tool' : 'no tool'} with features: ${features}`, () => {
    const said = portfile(features);
    const [, source, options] = said.match(/vcpkg_cmake_configure SOURCE_PATH (\S+) OPTIONS (.*)/);
    assert.ok(existsSync(join(source, 'CMakeLists.txt')), source);
    assert.equal(/vcpkg_copy_tools TOOL_NAMES attn/.test(said), tool);
    assert.ok(existsSync(said.match(/vcpkg_install_copyright FILE_LIST (\S+)/)[1]));

    const build = join(work, `build-${tool}`);
    // Where vcpkg would offer its installed headers; the port itself looks at nothing that scripts/setup made.
    const cache = readFileSync(join(release, 'CMakeCache.txt'), 'utf8');
    const found = (name) => cache.match(new RegExp(`^${name}:PATH=(.*)$`, 'm'))[1];
    const given = options.split(' ');
    const ran = run('cmake', [
      '-S',
      source,
      '-B',
      build,
      '-G',
      'Ninja',
      ...given,
      `-DATTN_XSIMD_INCLUDE=${found('ATTN_XSIMD_INCLUDE')}`,
      `-DATTN_RAPIDJSON_INCLUDE=${found('ATTN_RAPIDJSON_INCLUDE')}`,
    ]);
    assert.doesNotMatch(ran.out + ran.err, /not used by the project/i);
    const targets = run('cmake', ['--build', build, '--target', 'help']).out;
    assert.equal(/^attn_cli:/m.test(targets), tool);
    assert.doesNotMatch(targets, /^attn_tests_/m);
    // Where vcpkg_cmake_config_fixup looks for the package.
    const config = said.match(/vcpkg_cmake_config_fixup CONFIG_PATH (\S+)/)[1];
    assert.ok(readFileSync(join(build, 'cmake_install.cmake'), 'utf8').includes(`/${config}"`), config);
  });
}

test('an option that the project does not have would be told', () => {
  const ran = run('cmake', [
    '-S',
    root,
    '-B',
    join(work, 'build-false'),
    '-G',
    'Ninja',
    '-DATTN_TESTS=OFF',
    '-DATTN_TETSS=OFF',
  ]);
  assert.match(ran.err, /not used by the project[\s\S]*ATTN_TETSS/);
});
