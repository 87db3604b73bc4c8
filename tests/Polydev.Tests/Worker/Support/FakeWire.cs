using System.Globalization;
using System.Text;
using System.Text.Json;
using Polydev.Protocol;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Tests.Worker.Support;

/// <summary>A wire of plain lines: <c>text …</c> is an event, <c>big N</c> is one of N bytes, <c>end</c> is the end marker, <c>throw</c> is a bug.</summary>
internal sealed class FakeWire : Wire
{
    public override string Name => "fake";

    public override ProviderRequest Build(ModelRequest request, bool stream, Uri baseUrl, string credential) => new()
    {
        Uri = new Uri(baseUrl, "answer"),
        Headers = [new("authorization", "Bearer " + credential)],
        Body = Encoding.UTF8.GetBytes(request.Prompt ?? ""),
    };

    public override string? Check(ModelRequest request) => request.Prompt == "unfit" ? "the fake wire cannot carry this" : null;

    public override WireDecoder Decode(ProviderAnswer answer, IEventSink sink) => new Decoder(sink);

    public override ExecutionError MapError(ProviderAnswer answer, ReadOnlySpan<byte> body, DateTimeOffset now) => new()
    {
        Code = ErrorCodes.ProviderRateLimited,
        Message = Encoding.UTF8.GetString(body),
        ProviderStatus = answer.Status,
        RetryAfterSeconds = answer.Header("retry-after") is { } wait ? double.Parse(wait, CultureInfo.InvariantCulture) : null,
        Retryable = true,
    };

    private sealed class Decoder(IEventSink sink) : WireDecoder
    {
        private readonly List<byte> _rest = [];
        private bool _ended;
        private bool _emitted;

        public override bool Ended => _ended;

        public override bool Emitted => _emitted;

        public override void Feed(ReadOnlySpan<byte> bytes)
        {
            foreach (var b in bytes)
            {
                if (b == '\n')
                {
                    Line(Encoding.UTF8.GetString(_rest.ToArray()));
                    _rest.Clear();
                }
                else
                {
                    _rest.Add(b);
                }
            }
        }

        public override void Complete() => Abort(new ExecutionError { Code = ErrorCodes.ProviderTruncated, Message = "no end marker" });

        public override void Abort(ExecutionError error) => Send(EventTypes.Failed, new FailedEvent { Error = error });

        private void Line(string line)
        {
            var words = line.Split(' ', 2);
            switch (words[0])
            {
                case "text":
                    Send(EventTypes.Text, new TextEvent { Text = words[1] });
                    break;
                case "big":
                    Send(EventTypes.Text, new TextEvent { Text = new string('x', int.Parse(words[1], CultureInfo.InvariantCulture)) });
                    break;
                case "end":
                    Send(EventTypes.Finished, new FinishedEvent { ProviderStopReason = "stop" });
                    break;
                default:
                    throw new InvalidOperationException("a bug in the decoder, with the secret sk-planted in its message");
            }
        }

        private void Send(string type, ExecutionEvent item)
        {
            if (_ended)
            {
                return;
            }

            _ended = type is EventTypes.Finished or EventTypes.Failed;
            _emitted |= type == EventTypes.Text;
            sink.OnEvent(type, JsonSerializer.SerializeToUtf8Bytes(item, ProtocolJson.Default.ExecutionEvent));
        }
    }
}
