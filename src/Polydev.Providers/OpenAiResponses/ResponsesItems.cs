using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>The output items of one response, in order.</summary>
internal sealed class ResponsesItems(string replyId)
{
    private readonly List<ResponsesItem> _items = [];

    /// <summary>The items.</summary>
    public IReadOnlyList<ResponsesItem> All => _items;

    /// <summary>Adds a message or a reasoning.</summary>
    public ResponsesItem Add(ResponsesItemKind kind)
    {
        var prefix = kind == ResponsesItemKind.Message ? "msg_" : "rs_";
        return Add(new ResponsesItem { Kind = kind, Id = $"{prefix}{replyId}{_items.Count}", Index = _items.Count });
    }

    /// <summary>Adds a call.</summary>
    public ResponsesItem Add(GatheredCall call) => Add(new ResponsesItem
    {
        Kind = ResponsesItemKind.FunctionCall,
        Id = $"fc_{replyId}{_items.Count}",
        Index = _items.Count,
        Call = call,
    });

    /// <summary>Adds an image.</summary>
    public ResponsesItem Add(ImageEvent image) => Add(new ResponsesItem
    {
        Kind = ResponsesItemKind.Image,
        Id = $"ig_{replyId}{_items.Count}",
        Index = _items.Count,
        Image = image,
    });

    private ResponsesItem Add(ResponsesItem item)
    {
        _items.Add(item);
        return item;
    }
}
