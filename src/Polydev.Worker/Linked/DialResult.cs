namespace Polydev.Worker.Linked;

/// <summary>What came of dialling the controller.</summary>
internal abstract record DialResult
{
    /// <summary>The hello is on its way; the controller's verdict is its first line.</summary>
    public sealed record Connected(Link Link) : DialResult;

    /// <summary>Nobody is there, or not able to answer: worth another try.</summary>
    public sealed record Unreachable(string Reason) : DialResult;
}
