using System.Text.Json;
using Polydev.Protocol.Events;

namespace Polydev.Controller.Storage;

/// <summary>Looks into stored events, one JSON object per line.</summary>
internal static class EventLines
{
    /// <summary>Whether one of the events is a piece of the answer.</summary>
    public static bool HasOutput(ReadOnlySpan<byte> events)
    {
        foreach (var range in events.Split((byte)'\n'))
        {
            if (IsOutput(events[range]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOutput(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            json.Read();
            if (isType)
            {
                return json.ValueTextEquals(EventTypes.Text) || json.ValueTextEquals(EventTypes.Reasoning)
                    || json.ValueTextEquals(EventTypes.ToolCall) || json.ValueTextEquals(EventTypes.Image);
            }

            json.Skip();
        }

        return false;
    }
}
