// Package notifier turns an occasion into delivered mails and posts: campaign, plan, approval, delivery, report.
package notifier
