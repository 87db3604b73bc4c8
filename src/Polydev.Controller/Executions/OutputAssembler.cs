using System.Text;
using Polydev.Protocol.Events;

namespace Polydev.Controller.Executions;

/// <summary>Puts an execution's output together from the lines of its log.</summary>
internal sealed class OutputAssembler
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly SortedDictionary<int, ToolCallParts> _calls = [];
    private readonly List<OutputImage> _images = [];

    /// <summary>Takes whole lines, each ended by a line feed or by the end of the span.</summary>
    public OutputAssembler Add(ReadOnlySpan<byte> lines)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            AddOne(end < 0 ? lines : lines[..end]);
            lines = end < 0 ? [] : lines[(end + 1)..];
        }

        return this;
    }

    /// <summary>The output so far.</summary>
    public ExecutionOutput Build() => new()
    {
        Text = _text.ToString(),
        Reasoning = _reasoning.Length > 0 ? _reasoning.ToString() : null,
        ToolCalls = _calls.Count > 0 ? [.. _calls.Values.Select(c => c.Build())] : null,
        Images = _images.Count > 0 ? _images : null,
    };

    private void AddOne(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("{\"type\":\"usage\""u8) || line.StartsWith("{\"type\":\"queued\""u8) || line.StartsWith("{\"type\":\"started\""u8))
        {
            return;
        }

        switch (EventJson.Read(line))
        {
            case TextEvent text:
                _text.Append(text.Text);
                break;
            case ReasoningEvent reasoning:
                _reasoning.Append(reasoning.Text);
                break;
            case ToolCallEvent call:
                if (!_calls.TryGetValue(call.Index, out var parts))
                {
                    _calls[call.Index] = parts = new ToolCallParts();
                }

                parts.Add(call);
                break;
            case ImageEvent image:
                _images.Add(new OutputImage(image.MimeType, image.Data));
                break;
        }
    }

    /// <summary>The pieces of one call.</summary>
    private sealed class ToolCallParts
    {
        private readonly StringBuilder _arguments = new();
        private string? _id;
        private string? _name;
        private string? _signature;

        public void Add(ToolCallEvent piece)
        {
            _id ??= piece.Id;
            _name ??= piece.Name;
            _signature ??= piece.Signature;
            _arguments.Append(piece.Arguments);
        }

        public ToolCall Build() => new() { Id = _id, Name = _name ?? "", Arguments = _arguments.ToString(), Signature = _signature };
    }
}
