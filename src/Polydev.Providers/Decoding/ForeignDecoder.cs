namespace Polydev.Providers.Decoding;

/// <summary>Stands in for a body no provider sends, such as the page of a proxy that answers 200.</summary>
internal sealed class ForeignDecoder(ProviderAnswer head, IEventSink sink) : AnswerDecoder(head, sink)
{
    private readonly string _contentType = head.ContentType ?? "";

    protected override void Take(ReadOnlySpan<byte> bytes) => End();

    protected override void End() => Answer.FailAsMalformed($"its content type is {_contentType}");

    protected override void Release()
    {
    }
}
