using System.Text.Json.Nodes;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>One exchange with a real Nomad 1.1.2 agent: what was asked and what was answered.</summary>
internal sealed class Recording
{
    private Recording(string name, JsonObject file)
    {
        Name = name;
        var request = file["request"]!.AsObject();
        Method = request["method"]!.GetValue<string>();
        Target = request["path"]!.GetValue<string>();
        Body = request["body"];
        Headers = Pairs(request["headers"]);
        var response = file["response"]!.AsObject();
        Status = response["status"]!.GetValue<int>();
        AnswerHeaders = Pairs(response["headers"]);
        Answer = response["body"];
        Chunks = response["chunks"]?.AsArray().Select(c => c!["data"]!.GetValue<string>()).ToList();
        Frames = response["frames"]?.AsArray().Select(f => f!.AsObject()).ToList();
    }

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Drivers", "Nomad", "Fixtures");

    public static IReadOnlyList<string> Names { get; } = [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    public string Name { get; }

    public string Method { get; }

    public string Target { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public JsonNode? Body { get; }

    public int Status { get; }

    public IReadOnlyDictionary<string, string> AnswerHeaders { get; }

    public JsonNode? Answer { get; }

    /// <summary>Pieces of a stream, cut as they were read; null for other answers.</summary>
    public IReadOnlyList<string>? Chunks { get; }

    /// <summary>Frames of a WebSocket in both directions; null for other answers.</summary>
    public IReadOnlyList<JsonObject>? Frames { get; }

    /// <summary>The token it was asked with, in the header or in the first frame; null for none. Our client says it in the header always.</summary>
    public string? Token => Headers.GetValueOrDefault("X-Nomad-Token")
        ?? Frames?.Select(f => f["text"]?.GetValue<string>()).OfType<string>().Select(t => JsonNode.Parse(t)!["auth_token"]?.GetValue<string>()).FirstOrDefault(t => t is not null);

    /// <summary>Whether the answer was JSON.</summary>
    public bool IsJson => AnswerHeaders.GetValueOrDefault("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true;

    /// <summary>The answer as it went over the wire.</summary>
    public string Wire => Answer switch
    {
        null => "",
        JsonValue text when !IsJson && text.TryGetValue<string>(out var plain) => plain,
        _ => Answer.ToJsonString(),
    };

    public static Recording Named(string name) => new(name, JsonNode.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")))!.AsObject());

    private static Dictionary<string, string> Pairs(JsonNode? node) =>
        node?.AsObject().ToDictionary(p => p.Key, p => p.Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase) ?? [];
}
