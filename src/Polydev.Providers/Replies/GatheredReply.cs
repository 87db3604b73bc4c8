using System.Text;
using Polydev.Protocol.Events;

namespace Polydev.Providers.Replies;

/// <summary>A whole answer put together from its events, for the bodies of calls that were not streamed.</summary>
internal sealed class GatheredReply(string callIdPrefix, string replyId)
{
    /// <summary>The answer.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>The readable reasoning.</summary>
    public StringBuilder Reasoning { get; } = new();

    /// <summary>Proof of the reasoning.</summary>
    public string? Signature { get; private set; }

    /// <summary>Hidden reasoning, piece by piece.</summary>
    public List<string> Redacted { get; } = [];

    /// <summary>The tool calls.</summary>
    public GatheredCalls Calls { get; } = new(callIdPrefix, replyId);

    /// <summary>The images.</summary>
    public List<ImageEvent> Images { get; } = [];

    /// <summary>Whether there was any reasoning, readable or not.</summary>
    public bool HasReasoning => Reasoning.Length > 0 || Signature is not null;

    /// <summary>Takes a piece of reasoning.</summary>
    public void Add(ReasoningEvent item)
    {
        Reasoning.Append(item.Text);
        Signature = item.Signature ?? Signature;
        if (item.Redacted is { } redacted)
        {
            Redacted.Add(redacted);
        }
    }
}
