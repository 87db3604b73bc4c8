using Polydev.Providers;

namespace Polydev.Tests.Providers;

public sealed class WiresTests
{
    [Theory]
    [InlineData("openai", "openai-chat", "openai-chat openai-responses", "https://api.openai.com/v1")]
    [InlineData("anthropic", "anthropic-messages", "anthropic-messages", "https://api.anthropic.com/")]
    [InlineData("google", "gemini", "gemini", "https://generativelanguage.googleapis.com/")]
    public void A_provider_has_a_default_wire_its_wires_and_an_address(string provider, string first, string all, string address)
    {
        Assert.Equal(first, Wires.DefaultFor(provider)!.Name);
        Assert.Equal(all, string.Join(' ', Wires.SpokenBy(provider).Select(wire => wire.Name)));
        Assert.All(Wires.SpokenBy(provider), wire => Assert.Equal(provider, Wires.ProviderOf(wire)));
        Assert.Equal(address, Wires.DefaultBaseUrl(provider)!.AbsoluteUri);
    }

    [Fact]
    public void Every_wire_is_found_by_its_name_and_nothing_else_is()
    {
        Assert.Equal("openai-chat openai-responses anthropic-messages gemini", string.Join(' ', Wires.All.Select(wire => wire.Name)));
        Assert.All(Wires.All, wire => Assert.Same(wire, Wires.Find(wire.Name)));
        Assert.Equal("openai anthropic google", string.Join(' ', Wires.Providers));
        Assert.Null(Wires.Find("OpenAI-chat"));
        Assert.Null(Wires.DefaultFor("azure"));
        Assert.Null(Wires.DefaultBaseUrl("azure"));
        Assert.Empty(Wires.SpokenBy("azure"));
    }
}
