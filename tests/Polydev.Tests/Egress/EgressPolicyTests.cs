using System.Net;
using Polydev.Egress.Policy;

namespace Polydev.Tests.Egress;

/// <summary>What may be reached: by name, by port, and by what the name stands for.</summary>
public sealed class EgressPolicyTests
{
    [Theory]
    [InlineData("api.openai.com:443", "API.openai.com.:443", true)]
    [InlineData("api.openai.com:443", "api.openai.com:80", false)]
    [InlineData("api.openai.com:443", "evil-api.openai.com:443", false)]
    [InlineData("*.googleapis.com:443", "eu.aiplatform.googleapis.com:443", true)]
    [InlineData("*.googleapis.com:443", "googleapis.com:443", false)]
    [InlineData("*.googleapis.com:443", "evilgoogleapis.com:443", false)]
    [InlineData("127.0.0.1:8081", "0x7f.1:8081", true)]
    [InlineData("127.0.0.1:8081", "2130706433:8081", true)]
    [InlineData("127.0.0.1:8081", "[::ffff:127.0.0.1]:8081", true)]
    [InlineData("[::1]:8081", "[0:0:0:0:0:0:0:1]:8081", true)]
    public void A_rule_covers_what_it_names_and_nothing_else(string rule, string target, bool covered) =>
        Assert.Equal(covered, EgressRule.Parse(rule).Covers(HostAndPort.Parse(target)!));

    [Theory]
    [InlineData("api.openai.com")]
    [InlineData("*.1.2.3.4:443")]
    [InlineData("*:443")]
    [InlineData("https://api.openai.com:443")]
    [InlineData("")]
    public void A_rule_that_is_none_is_told(string rule) =>
        Assert.Contains("no egress rule", Assert.Throws<FormatException>(() => EgressRule.Parse(rule)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://127.0.0.1:8081/v1", "127.0.0.1", 8081)]
    [InlineData("https://api.anthropic.com", "api.anthropic.com", 443)]
    [InlineData("http://[::1]:99", "::1", 99)]
    public void A_provider_s_address_makes_a_rule(string url, string host, int port)
    {
        var rule = EgressRule.ForBaseUrl(new Uri(url), allowPrivate: true);

        Assert.True(rule.Covers(new HostAndPort(host, port)));
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("2001:db8::1")]
    public void Addresses_of_this_network_are_not_public(string address) => Assert.False(AddressPolicy.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("162.159.140.245")]
    [InlineData("2606:4700::1111")]
    [InlineData("64:ff9b::101:101")]
    [InlineData("::ffff:1.1.1.1")]
    public void Addresses_on_the_Internet_are_public(string address) => Assert.True(AddressPolicy.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("llm.corp.example:80 private", "10.0.0.7", true)]
    [InlineData("llm.corp.example:80", "10.0.0.7", false)]
    [InlineData("llm.corp.example:80 private", "169.254.169.254", false)]
    [InlineData("169.254.169.254:80", "169.254.169.254", true)]
    [InlineData("127.0.0.1:80", "127.0.0.1", true)]
    [InlineData("127.0.0.1:80", "127.0.0.2", false)]
    public void A_private_address_needs_the_operator_s_word(string rule, string address, bool allowed) =>
        Assert.Equal(allowed, AddressPolicy.Allows(EgressRule.Parse(rule), IPAddress.Parse(address)));
}
