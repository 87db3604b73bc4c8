using System.Text.Json;
using Polydev.Protocol;
using Polydev.Protocol.Events;

namespace Polydev.Cli.Client;

/// <summary>One event of an execution as it came over the stream.</summary>
/// <param name="Seq">Number in the execution's log, from 1.</param>
/// <param name="Type">One of <see cref="EventTypes"/>, or a type that a newer controller knows.</param>
/// <param name="Json">The event, one JSON object.</param>
internal sealed record StreamedEvent(long Seq, string Type, ReadOnlyMemory<byte> Json)
{
    /// <summary>Whether it is the last event of every execution.</summary>
    public bool IsTerminal => Type is EventTypes.Finished or EventTypes.Failed;

    /// <summary>The event read; null for a type this client does not know.</summary>
    public ExecutionEvent? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(Json.Span, ProtocolJson.Default.ExecutionEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
