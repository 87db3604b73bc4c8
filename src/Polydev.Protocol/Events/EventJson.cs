using System.Text.Json;

namespace Polydev.Protocol.Events;

/// <summary>Events as JSON objects whose first member is their type, as <see cref="ProtocolJson"/> makes them, in less time.</summary>
public static class EventJson
{
    /// <summary>Reads an event; null for the text <c>null</c>.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ExecutionEvent? Read(ReadOnlySpan<byte> json)
    {
        if (TypedJson.Is(json, "text"u8))
        {
            return JsonSerializer.Deserialize(json, ProtocolJson.Default.TextEvent);
        }

        if (TypedJson.Is(json, "reasoning"u8))
        {
            return JsonSerializer.Deserialize(json, ProtocolJson.Default.ReasoningEvent);
        }

        if (TypedJson.Is(json, "usage"u8))
        {
            return JsonSerializer.Deserialize(json, ProtocolJson.Default.UsageEvent);
        }

        if (TypedJson.Is(json, "finished"u8))
        {
            return JsonSerializer.Deserialize(json, ProtocolJson.Default.FinishedEvent);
        }

        // Rare, or with its type elsewhere.
        return JsonSerializer.Deserialize(json, ProtocolJson.Default.ExecutionEvent);
    }

    /// <summary>Writes an event.</summary>
    public static byte[] Write(ExecutionEvent item) => item switch
    {
        QueuedEvent queued => TypedJson.Write(EventTypes.Queued, queued, ProtocolJson.Default.QueuedEvent),
        StartedEvent started => TypedJson.Write(EventTypes.Started, started, ProtocolJson.Default.StartedEvent),
        UsageEvent usage => TypedJson.Write(EventTypes.Usage, usage, ProtocolJson.Default.UsageEvent),
        FinishedEvent finished => TypedJson.Write(EventTypes.Finished, finished, ProtocolJson.Default.FinishedEvent),
        _ => JsonSerializer.SerializeToUtf8Bytes(item, ProtocolJson.Default.ExecutionEvent),
    };
}
