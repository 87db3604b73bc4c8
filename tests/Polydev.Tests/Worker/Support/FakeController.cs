using System.Net.Sockets;
using System.Threading.Channels;

namespace Polydev.Tests.Worker.Support;

/// <summary>The controller's end of worker links on a Unix socket; every link is handed to the test.</summary>
internal sealed class FakeController : IAsyncDisposable
{
    private readonly Channel<FakeLink> _links = Channel.CreateUnbounded<FakeLink>();
    private readonly Channel<Verdict> _turnedAway = Channel.CreateUnbounded<Verdict>();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task _accepting;

    private FakeController(string path)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>What becomes of those who dial.</summary>
    public enum Verdict
    {
        /// <summary>The link is handed to the test.</summary>
        Take,

        /// <summary>It is told that it is not wanted.</summary>
        Refuse,

        /// <summary>It is hung up on without a word, its hello unread.</summary>
        HangUp,

        /// <summary>Its hello is read, then it is hung up on: the controller was killed just then.</summary>
        HearAndHangUp,

        /// <summary>It is hung up on in the middle of its welcome.</summary>
        CutWelcome,
    }

    /// <summary>What becomes of the next who dials.</summary>
    public Verdict Next { get; set; }

    public static FakeController Start(string path) => new(path);

    public Task<FakeLink> NextLinkAsync() => _links.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within();

    /// <summary>Ends when a link was turned away that no earlier call counted.</summary>
    public Task<Verdict> NextTurnedAwayAsync() => _turnedAway.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within();

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        while (_links.Reader.TryRead(out var link))
        {
            link.Break();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await TakeAsync(await _listener.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TakeAsync(Socket socket)
    {
        var verdict = Next;
        if (verdict == Verdict.Take)
        {
            _links.Writer.TryWrite(new FakeLink(socket));
            return;
        }

        if (verdict is Verdict.HearAndHangUp or Verdict.CutWelcome)
        {
            await socket.ReceiveAsync(new byte[4096]);
        }

        if (verdict == Verdict.CutWelcome)
        {
            await socket.SendAsync("{\"type\":\"welcome\",\"sess"u8.ToArray());
        }

        if (verdict == Verdict.Refuse)
        {
            await socket.SendAsync("{\"type\":\"refused\",\"reason\":\"the nonce is not known\"}\n"u8.ToArray());
        }

        socket.Dispose();
        _turnedAway.Writer.TryWrite(verdict);
    }
}
