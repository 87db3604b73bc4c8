using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Polydev.Simulator.Serving;

/// <summary>Finds the caller's last words in a request of any wire.</summary>
internal static class LastUserText
{
    /// <summary>The text of the last turn that is the user's; empty when there is none.</summary>
    public static string Find(in ReadOnlySequence<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (!root.TryGetProperty("messages", out var turns) && !root.TryGetProperty("contents", out turns) && !root.TryGetProperty("input", out turns))
        {
            return "";
        }

        if (turns.ValueKind != JsonValueKind.Array)
        {
            return turns.ValueKind == JsonValueKind.String ? turns.GetString()! : "";
        }

        foreach (var turn in turns.EnumerateArray().Reverse())
        {
            if (IsUser(turn))
            {
                return TextOf(turn);
            }
        }

        return "";
    }

    private static bool IsUser(JsonElement turn) =>
        turn.ValueKind == JsonValueKind.Object && (!turn.TryGetProperty("role", out var role) || role.ValueEquals("user"u8));

    private static string TextOf(JsonElement turn)
    {
        if (!turn.TryGetProperty("content", out var content) && !turn.TryGetProperty("parts", out content))
        {
            return "";
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            return content.ValueKind == JsonValueKind.String ? content.GetString()! : "";
        }

        var text = new StringBuilder();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var words) && words.ValueKind == JsonValueKind.String)
            {
                text.Append(words.GetString());
            }
        }

        return text.ToString();
    }
}
