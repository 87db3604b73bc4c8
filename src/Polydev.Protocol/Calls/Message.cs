using System.Text.Json.Serialization;

namespace Polydev.Protocol.Calls;

/// <summary>One turn of a conversation.</summary>
public sealed record Message
{
    /// <summary><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</summary>
    public string Role { get; init => field = value ?? ""; } = "";

    /// <summary>The parts of the turn; in JSON a plain string is one text part.</summary>
    [JsonConverter(typeof(MessageContentConverter))]
    public IReadOnlyList<ContentPart> Content { get; init => field = value ?? []; } = [];
}
