package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"digbot/bot"
	"digbot/internal/config"
	"digbot/internal/programme"
	"digbot/templates"
)

// LoadTexts loads every sentence. Answers in the configured folder, when there is one, lie over those that the program was
// built with.
func LoadTexts(cfg config.Config) (*templates.Library, error) { return loadTexts(cfg, nil) }

// NewBot returns a bot that knows the texts and the promotion of the season. now is the programme's clock.
func NewBot(texts *templates.Library, seasons bot.Seasons, memory bot.Memory, now func() time.Time, log *slog.Logger) (*bot.Bot, error) {
	season, err := seasons.Season(context.Background())
	if err != nil {
		return nil, fmt.Errorf("read the season: %w", err)
	}
	return bot.New(Knowledge(texts, season.Promotion, log), seasons, memory, now, log), nil
}

// Knowledge is what a bot knows of the texts and of a promotion's challenges. Trained engines are kept for the next time.
func Knowledge(texts *templates.Library, promotion programme.Promotion, log *slog.Logger) *bot.Knowledge {
	return bot.Learn(texts, promotion, trainer(log))
}

// Fixed is a season that does not change: for questions asked without a store.
type Fixed programme.Season

// Season implements bot.Seasons.
func (f Fixed) Season(context.Context) (programme.Season, error) { return programme.Season(f), nil }
