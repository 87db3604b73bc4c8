using System.Text;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Tests.Providers;

/// <summary>Makes provider answers out of text and decodes them.</summary>
internal static class Answers
{
    public static ProviderAnswer Head(int status = 200, string? contentType = "text/event-stream", params (string Name, string Value)[] headers) => new()
    {
        Status = status,
        ContentType = contentType,
        Header = name => headers.FirstOrDefault(header => header.Name == name).Value,
    };

    /// <summary>Decodes a stream of frames, each given by its data.</summary>
    public static RecordedEvents Stream(string wire, params string[] frames) =>
        Raw(wire, string.Concat(frames.Select(frame => $"data: {frame}\n\n")));

    /// <summary>Decodes a whole JSON body.</summary>
    public static RecordedEvents Body(string wire, string json) => Raw(wire, json, "application/json");

    public static RecordedEvents Raw(string wire, string body, string contentType = "text/event-stream") =>
        Bytes(wire, Encoding.UTF8.GetBytes(body), contentType);

    public static RecordedEvents Bytes(string wire, byte[] body, string contentType = "text/event-stream")
    {
        var events = new RecordedEvents();
        var decoder = Wires.Find(wire)!.Decode(Head(contentType: contentType, headers: ("x-request-id", "req_1")), events);
        decoder.Feed(body);
        decoder.Complete();
        Assert.True(decoder.Ended);
        Assert.Equal(decoder.Emitted, events.Events.Any(item => item is TextEvent or ReasoningEvent or ToolCallEvent or ImageEvent));
        events.AssertWellFormed();
        return events;
    }

    public static ExecutionError Error(string wire, int status, string body, params (string Name, string Value)[] headers) =>
        Wires.Find(wire)!.MapError(Head(status, "application/json", headers), Encoding.UTF8.GetBytes(body), Now);

    public static readonly DateTimeOffset Now = new(2026, 11, 23, 19, 5, 0, TimeSpan.Zero);
}
