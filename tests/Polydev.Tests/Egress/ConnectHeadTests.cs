using System.Text;
using CsCheck;
using Polydev.Egress;
using Polydev.Egress.Policy;

namespace Polydev.Tests.Egress;

/// <summary>The head of a CONNECT request, whole, in pieces and wrong.</summary>
public sealed class ConnectHeadTests
{
    private const string Honest = "CONNECT Api.OpenAI.com.:443 HTTP/1.1\r\nHost: api.openai.com:443\r\nproxy-AUTHORIZATION:  bearer abc.def \r\nUser-Agent: x\r\n\r\n";

    [Fact]
    public void A_head_is_read_the_same_however_it_is_cut()
    {
        var bytes = Encoding.ASCII.GetBytes(Honest + "tunnel bytes");
        var end = Honest.Length;
        Gen.Int[1, bytes.Length].Array[0, 12].Sample(cuts =>
        {
            var searched = 0;
            foreach (var length in cuts.Order().Append(bytes.Length))
            {
                var state = ConnectHead.Read(bytes.AsSpan(0, length), searched, out var head, out var consumed);
                searched = length;
                if (length < end)
                {
                    Assert.Equal(HeadState.Incomplete, state);
                    continue;
                }

                Assert.Equal(HeadState.Complete, state);
                Assert.Equal(new ConnectHead(new HostAndPort("api.openai.com", 443), "abc.def"), head);
                Assert.Equal(end, consumed);
                return;
            }
        });
    }

    [Fact]
    public void No_bytes_make_it_throw() =>
        Gen.Byte.Array[0, 200].Select(b => Encoding.ASCII.GetBytes("CONNECT h:1 HTTP/1.1\r\n").Concat(b).Concat("\r\n\r\n"u8.ToArray()).ToArray())
            .Sample(bytes => { ConnectHead.Read(bytes, 0, out _, out _); });

    [Theory]
    [InlineData("GET http://api.openai.com/ HTTP/1.1\r\n\r\n", HeadState.OtherMethod)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n", HeadState.OtherMethod)]
    [InlineData("connect h:443 HTTP/1.1\r\n\r\n", HeadState.OtherMethod)]
    [InlineData("CONNECT h HTTP/1.1\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:0 HTTP/1.1\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:65536 HTTP/1.1\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT user@h:443 HTTP/1.1\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT http://h:443 HTTP/1.1\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h%00.openai.com:443 HTTP/1.1\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT [fe80::1%25eth0]:443 HTTP/1.1\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:443 HTTP/2\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:443\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nno colon\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nA : b\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nA: b\nC: d\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nProxy-Authorization: Bearer a\r\nProxy-Authorization: Bearer b\r\n\r\n", HeadState.Malformed)]
    [InlineData("\r\n\r\n", HeadState.Malformed)]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nA: b", HeadState.Incomplete)]
    public void What_is_odd_is_refused(string text, object expected) =>
        Assert.Equal((HeadState)expected, ConnectHead.Read(Encoding.Latin1.GetBytes(text), 0, out _, out _));

    [Fact]
    public void A_head_without_end_is_too_long_at_16_KB()
    {
        var bytes = Encoding.ASCII.GetBytes("CONNECT h:443 HTTP/1.1\r\nA: " + new string('x', ConnectHead.MaxBytes));

        Assert.Equal(HeadState.Incomplete, ConnectHead.Read(bytes.AsSpan(0, ConnectHead.MaxBytes - 1), 0, out _, out _));
        Assert.Equal(HeadState.TooLong, ConnectHead.Read(bytes.AsSpan(0, ConnectHead.MaxBytes), 0, out _, out _));
    }

    [Theory]
    [InlineData("Basic abc")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public void Another_authorization_is_none(string value)
    {
        ConnectHead.Read(Encoding.ASCII.GetBytes($"CONNECT h:443 HTTP/1.1\r\nProxy-Authorization: {value}\r\n\r\n"), 0, out var head, out _);

        Assert.Null(head!.Token);
    }
}
