namespace Polydev.Providers;

/// <summary>An error as a provider would answer it over HTTP.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">Headers other than the content type, which is always JSON.</param>
/// <param name="Body">The JSON body.</param>
public sealed record EncodedError(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
