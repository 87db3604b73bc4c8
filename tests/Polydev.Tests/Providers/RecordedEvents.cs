using System.Text;
using System.Text.Json;
using Polydev.Protocol;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Tests.Providers;

/// <summary>A sink that keeps every event, and holds each to the contract of the sink.</summary>
internal sealed class RecordedEvents : IEventSink
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public List<ExecutionEvent> Events { get; } = [];

    public string Text => string.Concat(Events.OfType<TextEvent>().Select(item => item.Text));

    public string Reasoning => string.Concat(Events.OfType<ReasoningEvent>().Select(item => item.Text));

    public TokenUsage? Usage => Events.OfType<UsageEvent>().SingleOrDefault()?.Usage;

    public FinishedEvent? Finished => Events.OfType<FinishedEvent>().SingleOrDefault();

    public ExecutionError? Error => Events.OfType<FailedEvent>().SingleOrDefault()?.Error;

    public IReadOnlyList<(string? Id, string? Name, string Arguments)> Tools =>
        [.. Events.OfType<ToolCallEvent>().GroupBy(item => item.Index).OrderBy(group => group.Key)
            .Select(group => (group.First().Id, group.First().Name, string.Concat(group.Select(item => item.Arguments))))];

    public void OnEvent(string type, ReadOnlySpan<byte> json)
    {
        Assert.True(json.IndexOfAny((byte)'\n', (byte)'\r') < 0, "an event holds a line feed");
        Assert.True(json.StartsWith(Encoding.UTF8.GetBytes($$"""{"type":"{{type}}""" + "\"")), "an event does not begin with its type");
        _lines.Add(Encoding.UTF8.GetString(json));
        var item = JsonSerializer.Deserialize(json, ProtocolJson.Default.ExecutionEvent)!;
        Assert.True(JsonElement.DeepEquals(
            JsonSerializer.SerializeToElement(item, ProtocolJson.Default.ExecutionEvent),
            JsonDocument.Parse(json.ToArray()).RootElement));
        Events.Add(item);
    }

    /// <summary>Exactly one terminal event, and it is the last; at most one usage.</summary>
    public void AssertWellFormed()
    {
        Assert.Single(Events, item => item is FinishedEvent or FailedEvent);
        Assert.True(Events[^1] is FinishedEvent or FailedEvent);
        Assert.True(Events.Count(item => item is UsageEvent) <= 1);
    }
}
