using Polydev.Protocol.Events;

namespace Polydev.Providers.Replies;

/// <summary>The tool calls of an answer, put together by their index whatever order the fragments come in.</summary>
internal sealed class GatheredCalls(string idPrefix, string replyId)
{
    private readonly SortedList<int, GatheredCall> _calls = [];

    /// <summary>The calls by index.</summary>
    public IList<GatheredCall> InOrder => _calls.Values;

    /// <summary>How many there are.</summary>
    public int Count => _calls.Count;

    /// <summary>Takes a fragment.</summary>
    /// <param name="item">The fragment.</param>
    /// <param name="first">Whether it opened its call.</param>
    public GatheredCall Add(ToolCallEvent item, out bool first)
    {
        first = !_calls.TryGetValue(item.Index, out var call);
        if (call is null)
        {
            call = new GatheredCall
            {
                Id = item.Id ?? $"{idPrefix}{replyId}{item.Index}",
                IdIsOurs = item.Id is null,
                Name = item.Name ?? "",
            };
            _calls.Add(item.Index, call);
        }

        call.Arguments.Append(item.Arguments);
        call.Signature = item.Signature ?? call.Signature;
        return call;
    }
}
