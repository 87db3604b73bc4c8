using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Tests.Providers;

/// <summary>One recorded provider answer: its bytes, its status and headers, and what it must come to.</summary>
internal sealed class ProviderFixture
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Providers", "Fixtures");

    private static readonly Lazy<JsonDocument> Index = new(() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "expected.json"))));

    private ProviderFixture(string name)
    {
        Name = name;
        Body = File.ReadAllBytes(Path.Combine(Folder, name));
        Expected = Index.Value.RootElement.GetProperty(name);
        var sidecar = Path.Combine(Folder, name + ".headers");
        var headers = !File.Exists(sidecar)
            ? []
            : File.ReadAllLines(sidecar).Skip(1).Where(line => line.Contains(':', StringComparison.Ordinal))
                .ToDictionary(line => line[..line.IndexOf(':')].Trim(), line => line[(line.IndexOf(':') + 1)..].Trim(), StringComparer.Ordinal);
        Answer = new ProviderAnswer
        {
            Status = Expected.GetProperty("status").GetInt32(),
            ContentType = headers.GetValueOrDefault("content-type") ?? (name.EndsWith(".sse", StringComparison.Ordinal) ? "text/event-stream" : "application/json"),
            Header = header => headers.GetValueOrDefault(header),
        };
    }

    public string Name { get; }

    public byte[] Body { get; }

    public ProviderAnswer Answer { get; }

    public JsonElement Expected { get; }

    public Wire Wire => Wires.Find(
        Name.StartsWith("openai-responses", StringComparison.Ordinal) ? WireNames.OpenAiResponses
        : Name.StartsWith("openai", StringComparison.Ordinal) ? WireNames.OpenAiChat
        : Name.StartsWith("anthropic", StringComparison.Ordinal) ? WireNames.AnthropicMessages
        : WireNames.Gemini)!;

    public static IEnumerable<string> Names => Index.Value.RootElement.EnumerateObject().Select(item => item.Name);

    public static ProviderFixture Load(string name) => new(name);

    /// <summary>Decodes the body cut into the given pieces.</summary>
    public RecordedEvents Decode(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var events = new RecordedEvents();
        var decoder = Wire.Decode(Answer, events);
        foreach (var piece in pieces)
        {
            // A copy, overwritten at once: nothing may hold on to the fed bytes.
            var bytes = piece.ToArray();
            decoder.Feed(bytes);
            Array.Fill(bytes, (byte)'#');
        }

        decoder.Complete();
        Assert.True(decoder.Ended);
        events.AssertWellFormed();
        return events;
    }
}
